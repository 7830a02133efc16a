import type { Finding, FindingStatus } from '../model/finding.js';
import type { ServiceId, Side } from '../model/peering.js';
import type { Report, Verdict } from '../model/report.js';
import type { Requirement, RequirementStatus } from '../model/requirement.js';

/** The reports of two runs between the same clusters, the earlier one first. */
export interface ReportPair {
  readonly before: Report;
  readonly after: Report;
}

/** A value of the earlier report and of the later one; `null` where it has none. */
interface Change<T> {
  readonly before: T | null;
  readonly after: T | null;
}

/** A requirement whose status is another one. */
export interface RequirementChange extends Change<RequirementStatus> {
  readonly service: ServiceId;
  readonly cluster: Side;
  readonly from: Side;
  /** Why it is so now; absent where the requirement is gone. */
  readonly reason?: string;
}

/** A finding whose status is another one. */
export interface FindingChange extends Change<FindingStatus> {
  readonly code: string;
  readonly title: string;
  readonly service?: ServiceId;
  readonly cluster?: Side;
  /** Why it is so now. */
  readonly reason?: string;
}

/** What is not as it was. */
export interface ReportChanges {
  readonly verdict: { readonly before: Verdict; readonly after: Verdict };
  readonly requirements: readonly RequirementChange[];
  readonly findings: readonly FindingChange[];
}

/** What changed from one report to a later one, in the later one's order, and what is gone last. */
export function changesOf({ before, after }: ReportPair): ReportChanges {
  return {
    verdict: { before: before.verdict, after: after.verdict },
    requirements: changedBetween(before.requirements, after.requirements, {
      keyOf: ({ service, cluster, from }: Requirement) => `${service}/${cluster}/${from}`,
      describe: ({ service, cluster, from }) => ({ service, cluster, from }),
    }),
    findings: changedBetween(before.findings, after.findings, {
      keyOf: ({ code, service, cluster, from }: Finding) => [code, service, cluster, from].join('/'),
      describe: ({ code, title, service, cluster }) => ({
        code,
        title,
        ...(service !== undefined && { service }),
        ...(cluster !== undefined && { cluster }),
      }),
    }),
  };
}

interface WithStatus<S> {
  readonly status: S;
  readonly reason?: string | undefined;
}

function changedBetween<S, T extends WithStatus<S>, D>(
  before: readonly T[],
  after: readonly T[],
  { keyOf, describe }: { readonly keyOf: (one: T) => string; readonly describe: (one: T) => D },
): (D & Change<S> & { readonly reason?: string })[] {
  const [old, now] = [before, after].map((all) => new Map(all.map((one) => [keyOf(one), one])));
  const keys = [...new Set([...(now?.keys() ?? []), ...(old?.keys() ?? [])])];
  return keys.flatMap((key) => {
    const [was, is] = [old?.get(key), now?.get(key)];
    const shown = is ?? was;
    if (shown === undefined || was?.status === is?.status) return [];
    const reason = is?.reason;
    return [
      {
        ...describe(shown),
        before: was?.status ?? null,
        after: is?.status ?? null,
        ...(reason !== undefined && { reason }),
      },
    ];
  });
}
