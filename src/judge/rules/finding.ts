import type { Finding, FindingStatus } from '../../model/finding.js';
import type { Endpoint, ServiceId, Side } from '../../model/peering.js';
import { catalogue, docsAnchor, type CatalogueEntry } from './catalogue.js';

/** What one evaluation of a check adds to its catalogue entry. */
export interface FindingParts {
  readonly status: FindingStatus;
  /** One sentence. */
  readonly reason?: string | undefined;
  readonly service?: ServiceId | undefined;
  readonly cluster?: Side | undefined;
  readonly from?: Side | undefined;
  readonly endpoint?: Endpoint | null | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  /** IDs of observations. */
  readonly evidence?: readonly string[] | undefined;
  /** Instead of the catalogue's general remedy. */
  readonly remedy?: string | undefined;
}

/** The codes of the catalogue. */
export type FindingCode = (typeof catalogue)[number]['code'];

const entries: ReadonlyMap<string, CatalogueEntry> = new Map(catalogue.map((entry) => [entry.code, entry]));

/** A finding of the catalogue. The remedy is named unless the check passed or was skipped. */
export function makeFinding(code: FindingCode, parts: FindingParts): Finding {
  const entry = entries.get(code);
  if (entry === undefined) throw new TypeError(`no such finding: ${code}`);
  const { status, reason, service, cluster, from, endpoint, dependsOn = [], evidence = [] } = parts;
  const needsRemedy = status !== 'pass' && status !== 'skip';
  return {
    code,
    title: entry.title,
    severity: entry.severity,
    status,
    ...(reason !== undefined && { reason }),
    ...(service !== undefined && { service }),
    ...(cluster !== undefined && { cluster }),
    ...(from !== undefined && { from }),
    ...(endpoint !== undefined &&
      endpoint !== null && { endpoint: { ...endpoint, ports: [...endpoint.ports] } }),
    ...(entry.prerequisite && { prerequisite: entry.prerequisite }),
    dependsOn: [...dependsOn],
    evidence: [...evidence],
    ...(needsRemedy && { remedy: parts.remedy ?? entry.remedy }),
    docs: docsAnchor(code),
  };
}

/** How a check that does not hold is marked: an error fails, anything milder warns. */
export function negativeStatus(code: FindingCode): 'fail' | 'warn' {
  return entries.get(code)?.severity === 'error' ? 'fail' : 'warn';
}
