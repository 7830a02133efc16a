import { peerOf } from '../../model/peering.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';

/**
 * Failures of resolving that say nothing of the name: whoever was asked for it fails. That it does not exist, or has no
 * address, is an answer.
 *
 * Source: c-ares' error codes, as `src/probe/classify.ts` turns them into causes.
 */
const failures: ReadonlyMap<string, string> = new Map([
  ['servfail', 'answers that it failed (SERVFAIL)'],
  ['dns-refused', 'refuses to answer'],
  ['dns-unreachable', 'is not reached'],
  ['dns-timeout', 'does not answer in time'],
  ['temporary-failure', 'fails for the time being'],
]);

/**
 * What mends a name that the peer cannot look up because a name server fails; `undefined` for everything else. Which one
 * of those that are asked one after the other is at fault cannot be seen from a pod.
 */
export function mendNames({ cluster, configured, endpoint, decisive }: UnmetStream): Remedy | undefined {
  const failure = failures.get(decisive?.cause ?? '');
  if (decisive?.outcome !== 'dns-failure' || failure === undefined || endpoint === null) return undefined;
  const peer = peerOf(cluster);
  const { host } = endpoint;
  const words = `Have the name ${host} resolved for the pods of the ${peer} cluster: the name server that they ask, or one that it asks in turn, ${failure}. Repair it, or open the way to it (port 53 by UDP and TCP).`;
  return {
    exposure: configured ?? 'Provided',
    summary: `Repair the name server that is asked for ${host}.`,
    changes: [{ cluster: peer, kind: 'infrastructure', words }],
  };
}
