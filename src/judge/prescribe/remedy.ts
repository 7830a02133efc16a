import { valueOf } from '../../model/fact.js';
import { sides, type Exposure, type Side } from '../../model/peering.js';
import type { Action, PortForward, Prescription } from '../../model/prescription.js';
import type { JudgeContext } from '../judge-context.js';

/** Another way to the same end. */
export type Alternative = Prescription['alternatives'][number];

/** A prescription in the making: `changes` are actions with the lines that carry them out. */
export interface Remedy {
  readonly exposure: Exposure;
  readonly summary: string;
  readonly changes: readonly Change[];
  readonly portForward?: PortForward | undefined;
  readonly alternatives?: readonly Alternative[] | undefined;
}

/** One action with what carries it out. */
export interface Change extends Action {
  readonly commands?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** Kinds of actions that change a cluster and may thus interrupt peerings that are active in it. */
const clusterChanges: readonly Action['kind'][] = ['helm-values', 'kubectl'];

/** The finished prescription; it says whether active peerings may be interrupted. */
export function toPrescription(remedy: Remedy, { clusters }: Pick<JudgeContext, 'clusters'>): Prescription {
  const { exposure, summary, changes, portForward, alternatives = [] } = remedy;
  const values = Object.fromEntries(changes.flatMap((change) => Object.entries(change.values ?? {})));
  const isDisruptive = (side: Side): boolean =>
    (valueOf(clusters[side].liqo.activePeerings) ?? []).length > 0 &&
    changes.some(({ cluster, kind }) => cluster === side && clusterChanges.includes(kind));
  return {
    exposure,
    summary,
    actions: changes.map(({ cluster, kind, words }) => ({ cluster, kind, words })),
    commands: changes.flatMap(({ commands = [] }) => commands),
    ...(Object.keys(values).length > 0 && { helmValues: values }),
    ...(portForward !== undefined && { portForward }),
    disruptive: sides.some(isDisruptive),
    alternatives: alternatives.map(({ summary: other, commands }) => ({
      summary: other,
      commands: [...commands],
    })),
  };
}
