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
  /** Instead of the catalogue's general remedy; `null` where there is none, and the reason says how to find out. */
  readonly remedy?: string | null | undefined;
}

/** The codes of the catalogue. */
export type FindingCode = (typeof catalogue)[number]['code'];

const entries: ReadonlyMap<string, CatalogueEntry & { readonly docs: string }> = new Map(
  catalogue.map((entry) => [entry.code, { ...entry, docs: docsAnchor(entry.code) }]),
);

/** A finding of the catalogue. The remedy is named unless the check passed or was skipped. */
export function makeFinding(code: FindingCode, parts: FindingParts): Finding {
  const entry = entries.get(code);
  if (entry === undefined) throw new TypeError(`no such finding: ${code}`);
  const { status, reason, service, cluster, from, endpoint, dependsOn = [], evidence = [] } = parts;
  const finding: Finding = {
    code,
    title: entry.title,
    severity: entry.severity,
    status,
    dependsOn: [...dependsOn],
    evidence: [...evidence],
    docs: entry.docs,
  };
  if (reason !== undefined) finding.reason = reason;
  if (service !== undefined) finding.service = service;
  if (cluster !== undefined) finding.cluster = cluster;
  if (from !== undefined) finding.from = from;
  if (endpoint !== undefined && endpoint !== null)
    finding.endpoint = { ...endpoint, ports: [...endpoint.ports] };
  if (entry.prerequisite) finding.prerequisite = entry.prerequisite;
  if (status !== 'pass' && status !== 'skip' && parts.remedy !== null) {
    finding.remedy = parts.remedy ?? entry.remedy;
  }
  return finding;
}

/** How a check that does not hold is marked: an error fails, anything milder warns. */
export function negativeStatus(code: FindingCode): 'fail' | 'warn' {
  return entries.get(code)?.severity === 'error' ? 'fail' : 'warn';
}
