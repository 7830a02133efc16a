import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { openRequirements } from './open-requirements.js';
import { clusterName } from './report-names.js';
import { concerns } from './steps.js';

/** What findings of one kind say beside the requirements, once for all clusters of which they say the same. */
export interface Note {
  readonly code: string;
  readonly status: Finding['status'];
  /** Names of the clusters; none where it concerns no single one. */
  readonly clusters: readonly string[];
  readonly said: string;
  readonly remedy?: string | undefined;
}

/** What stands in the way beside the requirements: failed findings that no open requirement accounts for. */
export function obstaclesOf(report: Report): Note[] {
  const open = openRequirements(report).flatMap(({ alternatives }) => alternatives);
  const obstacles = report.findings.filter(
    (finding) => finding.status === 'fail' && !open.some((requirement) => concerns(finding, requirement)),
  );
  return notesOf(report, obstacles);
}

/** What is worth knowing beside the requirements: warnings that say more than an open requirement does. */
export function warningsOf(report: Report): Note[] {
  const open = openRequirements(report).flatMap(({ alternatives }) => alternatives);
  const warnings = report.findings.filter(
    (finding) =>
      finding.status === 'warn' &&
      !open.some((requirement) => concerns(finding, requirement) && finding.reason === requirement.reason),
  );
  return notesOf(report, warnings);
}

function notesOf(report: Report, findings: readonly Finding[]): Note[] {
  const alike = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.status, finding.reason, finding.remedy]);
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [finding]);
    else others.push(finding);
  }
  return [...alike.values()].map((group) => {
    const [{ code, status, title, reason, remedy }] = group;
    const clusters = group.flatMap(({ cluster }) =>
      cluster === undefined ? [] : [clusterName(report, cluster)],
    );
    const said = reason ?? `This does not hold: ${title}`;
    return { code, status, clusters: [...new Set(clusters)], said, remedy };
  });
}
