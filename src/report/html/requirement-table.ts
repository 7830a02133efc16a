import type { Report } from '../../model/report.js';
import type { Requirement, RequirementStatus } from '../../model/requirement.js';
import { acceptedText } from '../accepted-exposures.js';
import { formatEndpoint } from '../endpoint-text.js';
import { type Markup, markup } from '../markup.js';
import { shortServiceNames } from '../report-names.js';

const marks: Readonly<Record<RequirementStatus, string>> = {
  met: '✓',
  unmet: '✗',
  unknown: '?',
  skipped: '?',
  'not-applicable': '–',
};

/** Every requirement in a table; on narrow pages each row becomes a list. */
export function requirementTable({ requirements }: Pick<Report, 'requirements'>): Markup {
  return markup`<section>
<h2>Requirements</h2>
<table>
<thead><tr><th scope="col">Service</th><th scope="col">From → to</th><th scope="col">Required</th><th scope="col">Configured</th><th scope="col">Advertised</th><th scope="col">Status</th></tr></thead>
<tbody>
${requirements.map(row)}
</tbody>
</table>
</section>`;
}

function row({
  service,
  from,
  cluster,
  accepted,
  configured,
  endpoint,
  status,
  assurance,
}: Requirement): Markup {
  const assured = assurance === undefined ? '' : ` (${assurance})`;
  return markup`<tr>
<th scope="row">${shortServiceNames[service]}</th>
<td data-label="From → to" class="from-to">${from} → ${cluster}</td>
<td data-label="Required">${acceptedText(accepted) || '–'}</td>
<td data-label="Configured">${configured ?? '–'}</td>
<td data-label="Advertised" class="address">${endpoint === null ? '–' : formatEndpoint(endpoint)}</td>
<td data-label="Status" class="status ${status}">${marks[status]} ${status}${assured}</td>
</tr>`;
}
