import type { Side } from '../model/peering.js';
import type { WorkloadOutcome } from '../model/run-evidence.js';
import { askForHostNetwork } from '../workload/host-network.js';
import { codeOfRefusal } from '../workload/job-refusal.js';
import type { Raised } from '../workload/raise.js';

/** Whether a cluster admits a prober in a node's own network. Asked once per run, however many waves there are. */
export class NodeView {
  readonly #answers = new Map<Side, Promise<WorkloadOutcome | undefined>>();

  /** `undefined` where it is admitted, otherwise why there will be none. */
  refusal({ run }: Raised, node: string): Promise<WorkloadOutcome | undefined> {
    const { side: cluster } = run;
    const answer = this.#answers.get(cluster) ?? ask({ run, cluster, node });
    this.#answers.set(cluster, answer);
    return answer;
  }
}

async function ask({
  run,
  cluster,
  node,
}: Pick<Raised, 'run'> & { readonly cluster: Side; readonly node: string }): Promise<
  WorkloadOutcome | undefined
> {
  const asked = await askForHostNetwork(run, node);
  if (asked.ok) return undefined;
  const { code, message } = asked.failure;
  const common = { cluster, role: 'prober', view: 'node', node, status: 'not-run' } as const;
  if (code === 'rejected') {
    const refusal = codeOfRefusal(message);
    return { ...common, code: refusal === 'forbidden' ? 'pod-security' : refusal, reason: message };
  }
  return { ...common, code: code === 'forbidden' ? 'forbidden' : 'api', reason: message };
}
