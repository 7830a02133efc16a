import type { Finding } from '../model/finding.js';
import type { ReportChanges } from '../model/report-changes.js';
import type { Report } from '../model/report.js';
import type { Requirement } from '../model/requirement.js';

/** The reports of two runs between the same clusters, the earlier one first. */
export interface ReportPair {
  readonly before: Report;
  readonly after: Report;
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

interface Changed<S> {
  readonly before: S | null;
  readonly after: S | null;
  readonly reason?: string;
}

function changedBetween<S, T extends WithStatus<S>, D>(
  before: readonly T[],
  after: readonly T[],
  { keyOf, describe }: { readonly keyOf: (one: T) => string; readonly describe: (one: T) => D },
): (D & Changed<S>)[] {
  const [old, now] = [byKey(before, keyOf), byKey(after, keyOf)];
  const keys = [...new Set([...now.keys(), ...old.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
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

/** A check may be made several times in one place: the first of one report is compared with the first of the other. */
function byKey<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T> {
  const keyed = new Map<string, T>();
  for (const one of all) {
    let ordinal = 1;
    while (keyed.has(`${keyOf(one)}/${ordinal}`)) ordinal += 1;
    keyed.set(`${keyOf(one)}/${ordinal}`, one);
  }
  return keyed;
}
