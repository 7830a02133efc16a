import type { CleanedCluster, CleanedRun, Cleanup } from '../model/cleanup.js';
import { reportApiVersion } from '../model/report.js';
import { renderJson } from './json.js';
import { printable } from './printable.js';

/** What a cleanup found and removed, cluster by cluster, for people. */
export function renderCleanupText(cleanup: Cleanup): string {
  const lines = cleanup.clusters.flatMap((cluster) => clusterLines(cluster, cleanup.dryRun));
  return `${lines.map(printable).join('\n')}\n`;
}

/** The same as one JSON document. */
export function renderCleanupJson(cleanup: Cleanup): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'Cleanup', ...cleanup });
}

/** 0 when nothing is left but what belongs to runs under way, or in a dry run; 3 when something could not be removed. */
export function cleanupExitCode({ dryRun, clusters }: Cleanup): 0 | 3 {
  const isLeft = clusters.some(
    ({ runs, remaining }) => remaining.length > 0 || runs.some(({ status }) => status === 'not-removed'),
  );
  return !dryRun && isLeft ? 3 : 0;
}

function clusterLines(cluster: CleanedCluster, dryRun: boolean): string[] {
  const { name, namespaces, notSeen, runs, removedNamespaces, remaining } = cluster;
  const heading = `${name} (${cluster.side})`;
  const findings = [
    ...runs.flatMap(runLines),
    ...removedNamespaces.map((each) => `namespace ${each}: ${dryRun ? 'would be removed' : 'removed'}`),
    ...remaining.map(({ object, reason }) => `${object}: not removed (${reason})`),
  ];
  const looked = `looked into ${namespaces.length === 1 ? 'namespace' : 'namespaces'} ${namespaces.join(', ')}`;
  return [
    `${heading}: ${findings.length === 0 ? 'nothing is left of any run' : looked}`,
    ...findings.map((line) => `  ${line}`),
    ...notSeen.map((line) => `  ${line}`),
  ];
}

function runLines({ runId, namespace, status, endsAt, objects, remaining }: CleanedRun): string[] {
  const run = `run ${runId} in namespace ${namespace}`;
  switch (status) {
    case 'under-way': {
      const until = endsAt === undefined ? '' : ` until ${endsAt} at the latest`;
      return [`${run}: left alone, it may be under way${until} (--run ${runId} removes it all the same)`];
    }
    case 'found':
      return [`${run}: would be removed: ${objects.join(', ')}`];
    case 'removed':
      return [`${run}: removed: ${objects.join(', ')}`];
    case 'not-removed':
      return [
        `${run}: not everything could be removed:`,
        ...remaining.map(({ object, reason }) => `  ${object} (${reason})`),
      ];
  }
}
