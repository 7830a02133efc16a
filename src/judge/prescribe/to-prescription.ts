import { disturbanceOf } from '../../liqo/words/peering-lines.js';
import { valueOf } from '../../model/fact.js';
import { sides } from '../../model/peering.js';
import type { Prescription } from '../../model/prescription.js';
import { carryOut, valuesOf, type CarryOutContext } from './carry-out.js';
import type { Change, Remedy } from './remedy.js';

/** The finished prescription; it says whether active peerings may be interrupted. */
export function toPrescription(remedy: Remedy, context: CarryOutContext): Prescription {
  const { exposure, summary, changes, portForward, alternatives = [] } = remedy;
  const values = valuesOf(changes);
  return {
    exposure,
    summary,
    actions: changes.map(({ cluster, kind, words }) => ({ cluster, kind, words })),
    commands: [...carryOut(changes, context)],
    ...(Object.keys(values).length > 0 && { helmValues: values }),
    ...(portForward !== undefined && { portForward }),
    disruptive: changes.some((change) => interrupts(change, context)),
    alternatives: [...alternatives],
  };
}

function interrupts(change: Change, context: CarryOutContext): boolean {
  const { clusters, release } = context;
  const active = valueOf(clusters[change.cluster].liqo.activePeerings) ?? [];
  switch (change.kind) {
    case 'helm-values': {
      const disturbance = disturbanceOf(release, Object.keys(change.values ?? {}));
      return active.length > 0 && (disturbance === 'renew' || disturbance === 'gateway');
    }
    case 'kubectl':
      return active.length > 0;
    case 'peer-flags':
    case 'in-band':
      return isPeered(context);
    case 'port-forward':
    case 'infrastructure':
    case 'check-flags':
      return false;
  }
}

/**
 * Whether the two clusters are peered already: then another endpoint makes liqoctl v1.x replace the gateway server.
 *
 * Source: pkg/liqoctl/network/cluster.go@v1.2.0.
 */
function isPeered({ clusters, release }: CarryOutContext): boolean {
  if (release.generation !== 'g3') return false;
  return sides.some((side) => {
    const others = sides.filter((one) => one !== side).map((one) => valueOf(clusters[one].liqo.clusterId));
    return (valueOf(clusters[side].liqo.activePeerings) ?? []).some(
      ({ clusterId }) => clusterId !== undefined && others.includes(clusterId),
    );
  });
}
