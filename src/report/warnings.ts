import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { openRequirements } from './open-requirements.js';
import { clusterName } from './report-names.js';
import type { TextStyle } from './text-style.js';
import { concerns } from './what-to-do.js';
import { paragraph } from './wrap.js';

/** What stands in the way beside the requirements: failed findings that no open requirement accounts for. */
export function obstacleLines(report: Report, style: TextStyle): string[] {
  const open = openRequirements(report).flatMap(({ alternatives }) => alternatives);
  const obstacles = report.findings.filter(
    (finding) => finding.status === 'fail' && !open.some((requirement) => concerns(finding, requirement)),
  );
  return findingParagraphs(report, obstacles, style);
}

/** What is worth knowing beside the requirements. */
export function warningLines(report: Report, style: TextStyle): string[] {
  const warnings = report.findings.filter(({ status }) => status === 'warn');
  return findingParagraphs(report, warnings, style);
}

function findingParagraphs(report: Report, findings: readonly Finding[], style: TextStyle): string[] {
  return [...byText(findings).values()].flatMap((alike) => warningParagraph(report, alike, style));
}

/** Findings of both clusters that say the same, together. */
function byText(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.status, finding.reason, finding.remedy]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return groups;
}

function warningParagraph(report: Report, alike: readonly Finding[], style: TextStyle): string[] {
  const [finding] = alike;
  if (finding === undefined) return [];
  const failed = finding.status === 'fail';
  const mark = failed ? style.paint.bad(style.symbols.fail) : style.paint.doubt(style.symbols.warning);
  const clusters = alike.flatMap(({ cluster }) =>
    cluster === undefined ? [] : [clusterName(report, cluster)],
  );
  const where = clusters.length === 0 ? '' : ` (${[...new Set(clusters)].join(', ')})`;
  const said = finding.reason ?? `This does not hold: ${finding.title}`;
  const indent = { first: '  ', rest: '  ' };
  return [
    ...paragraph(style.clean(`${finding.code}${where}: ${said}`), style.width, {
      ...indent,
      first: `${mark} `,
    }),
    ...(finding.remedy === undefined ? [] : paragraph(style.clean(finding.remedy), style.width, indent)),
  ];
}
