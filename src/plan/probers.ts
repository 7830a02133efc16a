import type { ProbeTask, ProberPlan } from '../model/agent-plan.js';

/** One prober pod: where it runs and what it probes. */
export interface Prober {
  /** Part of the names of its Job and its plan; empty for the prober that every run has. */
  readonly suffix: string;
  readonly view: Extract<ProberPlan['view'], 'pod' | 'node'>;
  /** Absent where the scheduler chooses. */
  readonly node?: string | undefined;
  readonly probes: readonly ProbeTask[];
}

/** A node's name is cut to so many characters in the IDs of probes, which the datagrams carry whole (128 bytes). */
const nodeNameLimit = 63;

/**
 * The probers that carry out one cluster's probes: one with all of them, one on each further node with those that decide
 * about requirements, since Liqo's own pods may run on any node, and one in the first node's own network with the same
 * endpoints for contrast. Without nodes named it is one prober, wherever it lands.
 */
export function probersFor(tasks: readonly ProbeTask[], nodes: readonly string[]): readonly Prober[] {
  const [first, ...others] = nodes;
  const deciding = tasks.filter(({ purpose }) => purpose === 'endpoint' || purpose === 'stand-in');
  const main: Prober = { suffix: '', view: 'pod', node: first, probes: tasks };
  if (first === undefined || deciding.length === 0) return [main];
  const further = others.map((node, index): Prober => ({
    suffix: `-${index + 2}`,
    view: 'pod',
    node,
    probes: deciding.map((task) => ({ ...task, id: `${task.id}-from-${shortened(node, index + 2)}` })),
  }));
  const host: Prober = {
    suffix: '-host',
    view: 'node',
    node: first,
    probes: deciding.map((task) => ({ ...task, id: `${task.id}-node`, purpose: 'contrast' })),
  };
  return [main, ...further, host];
}

/** Long names differ at their ends as often as at their beginnings, so the node's place among the senders is added. */
function shortened(node: string, place: number): string {
  return node.length <= nodeNameLimit ? node : `${node.slice(0, nodeNameLimit - 4)}-${place}`;
}
