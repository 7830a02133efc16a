import { stringify } from 'yaml';

import { describeManifests } from '../check/describe-manifests.js';
import { renderJson } from '../report/json.js';
import type { ManifestsOptions } from './manifests-options.js';
import type { Session } from './session.js';

/** What stands above the objects that are there to be applied. */
const grantsHeading =
  'What an administrator of the cluster applies, once: liqo-doctor manifests --grants --user <name> | kubectl apply -f -';

/** What stands above the objects of a run. */
const runHeading =
  'What each check then creates in the cluster, and removes: to be read. RUN is the ID of the run, UID that of its first Job.';

/** `liqo-doctor manifests`: prints what a check creates and the roles it needs. Needs no cluster. Gives the exit code. */
export async function manifests(options: ManifestsOptions, { writer }: Session): Promise<number> {
  const { liqoNamespace, user, openshift, timeoutMs, probeNamespace: namespace } = options;
  const { grants, run } = describeManifests({
    liqoNamespace,
    user,
    openshift,
    timeoutMs,
    workload: { ...options, namespace },
  });
  const shown = options.grants ? grants : [...grants, ...run];
  if (options.format === 'json') {
    await writer.result(renderJson({ apiVersion: 'v1', kind: 'List', items: shown }));
    return 0;
  }
  const documents = (heading: string, objects: readonly object[]): string[] =>
    objects.map((object, index) => `${index === 0 ? `# ${heading}\n` : ''}${stringify(object)}`);
  const texts = [...documents(grantsHeading, grants), ...(options.grants ? [] : documents(runHeading, run))];
  await writer.result(texts.join('---\n'));
  return 0;
}
