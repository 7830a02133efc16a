import type { Report } from '../model/report.js';
import type { Requirement, RequirementStatus } from '../model/requirement.js';
import { acceptedText } from './accepted-exposures.js';
import { formatEndpoint } from './endpoint-text.js';
import { clusterName, shortServiceNames } from './report-names.js';
import type { Cell } from './table.js';
import { layoutTable } from './table.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/**
 * Every requirement: service, direction, accepted exposures, the one found, the advertised endpoint and its status.
 * As a table; with endpoints on lines of their own where they are too long for it; as a list where even that is.
 */
export function requirementLines(report: Report, style: TextStyle): string[] {
  const { requirements } = report;
  return (
    wholeTable(requirements, style) ??
    tableWithEndpointsBelow(requirements, style) ??
    requirements.flatMap((requirement) => recordOf(report, requirement, style))
  );
}

function wholeTable(requirements: readonly Requirement[], style: TextStyle): string[] | undefined {
  const rows = requirements.map((requirement) => {
    const [status, ...others] = cellsOf(requirement, style).toReversed();
    return [...others.toReversed(), { text: endpointText(requirement, style) }, status ?? { text: '' }];
  });
  return layoutTable(headOf(['ADVERTISED', 'STATUS'], style), rows, style.width)?.flat();
}

function tableWithEndpointsBelow(
  requirements: readonly Requirement[],
  style: TextStyle,
): string[] | undefined {
  const rows = requirements.map((requirement) => cellsOf(requirement, style));
  const table = layoutTable(headOf(['STATUS'], style), rows, style.width);
  const margin = ' '.repeat(12);
  return table?.flatMap((lines, index) => {
    const requirement = requirements[index - 1];
    const hasEndpoint = requirement !== undefined && requirement.endpoint !== null;
    return hasEndpoint ? [...lines, `${margin}${endpointText(requirement, style)}`] : lines;
  });
}

function headOf(last: readonly string[], style: TextStyle): Cell[] {
  const titles = ['SERVICE', `FROM ${style.symbols.arrow} TO`, 'REQUIRED', 'CONFIGURED', ...last];
  return titles.map((text) => ({ text, unbroken: true, paint: style.paint.faint }));
}

/** Everything of a requirement but its endpoint, the status last. */
function cellsOf(requirement: Requirement, style: TextStyle): Cell[] {
  const { none } = style.symbols;
  return [
    { text: shortServiceNames[requirement.service], unbroken: true },
    { text: directionOf(requirement, style), unbroken: true },
    { text: acceptedText(requirement.accepted) || none },
    { text: requirement.configured ?? none },
    statusCell(requirement, style),
  ];
}

/** The same as a row, in lines of its own, for narrow terminals and long names. */
function recordOf(report: Report, requirement: Requirement, style: TextStyle): string[] {
  const status = statusCell(requirement, style);
  const { none } = style.symbols;
  const title =
    `${shortServiceNames[requirement.service]} of ${clusterName(report, requirement.cluster)}, ` +
    `${directionOf(requirement, style)}: `;
  const [first, ...rest] = paragraph(`${style.clean(title)}${status.text}`, style.width);
  const fields = [
    `required    ${acceptedText(requirement.accepted) || none}`,
    `configured  ${requirement.configured ?? none}`,
    `advertised  ${endpointText(requirement, style)}`,
  ];
  const heading = [first ?? '', ...rest].map((line) => (status.paint ?? style.clean)(line));
  return [...heading, ...fields.map((field) => `  ${field}`)];
}

function directionOf({ from, cluster }: Requirement, style: TextStyle): string {
  return `${from} ${style.symbols.arrow} ${cluster}`;
}

function endpointText({ endpoint }: Requirement, style: TextStyle): string {
  return endpoint === null ? style.symbols.none : style.clean(formatEndpoint(endpoint));
}

/** How a status reads: its mark, its word of the report, and by what assurance a gateway counts as met. */
function statusCell(requirement: Requirement, style: TextStyle): Cell {
  const { symbols, paint } = style;
  const byStatus: Readonly<Record<RequirementStatus, readonly [string, (text: string) => string]>> = {
    met: [symbols.pass, paint.good],
    unmet: [symbols.fail, paint.bad],
    unknown: [symbols.unknown, paint.doubt],
    'not-applicable': [symbols.none, paint.faint],
    skipped: [symbols.unknown, paint.doubt],
  };
  const [symbol, colour] = byStatus[requirement.status];
  const assurance = requirement.assurance === undefined ? '' : ` (${requirement.assurance})`;
  return { text: `${symbol} ${requirement.status}${assurance}`, unbroken: true, paint: colour };
}
