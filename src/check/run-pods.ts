import { createHash } from 'node:crypto';

import type { Side } from '../model/peering.js';
import type { RunPods } from '../model/report.js';
import type { RunEvidence } from '../model/run-evidence.js';

/** What ran in the run's pods: the agent by its digest, and the images. */
export function runPods(agentSource: string, { workloads }: Pick<RunEvidence, 'workloads'>): RunPods {
  const imagesIn = (side: Side): string[] => [
    ...new Set(
      workloads.flatMap(({ cluster, image }) => (cluster === side && image !== undefined ? [image] : [])),
    ),
  ];
  return {
    agentSha256: createHash('sha256').update(agentSource).digest('hex'),
    images: { local: imagesIn('local'), remote: imagesIn('remote') },
  };
}
