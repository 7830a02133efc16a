import type { Report } from '../../model/report.js';
import { findingLines } from '../finding-lines.js';
import { type Markup, markup } from '../markup.js';
import { probeRows } from '../probe-lines.js';
import { createTextStyle } from '../text-style.js';
import { timingLines } from '../timing-lines.js';

/** Everything that the judgement rests on, folded: the scenario's evidence, findings, probes and timing. */
export function evidenceSections(report: Report): Markup {
  // Wide enough that nothing is broken: pages break lines themselves.
  const style = createTextStyle({ width: Infinity, colour: false, ascii: false, verbose: true });
  const items = (lines: readonly string[]): Markup[] => lines.map((line) => markup`<li>${line}</li>`);
  return markup`<section class="evidence">
<h2>Evidence</h2>
<details><summary>Scenario</summary><ul>${items(report.scenario.evidence)}</ul></details>
<details><summary>Findings (${report.findings.length})</summary><ul>${items(findingLines(report, style))}</ul></details>
<details><summary>Probes (${report.probes.length})</summary><div class="scroll"><table class="probes">
<thead><tr>${['Probe', 'From → to', 'Address', 'Outcome', 'Timings'].map((title) => markup`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${probeRows(report, style).map((fields) => markup`<tr>${fields.map((field) => markup`<td>${field}</td>`)}</tr>`)}</tbody>
</table></div></details>
<details><summary>Timing</summary><p>${timingLines(report, style).join(' ')}</p></details>
</section>`;
}
