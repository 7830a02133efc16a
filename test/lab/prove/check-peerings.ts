import type { ActivePeeringSpec } from '../../../src/lab/topology/cluster-spec.js';
import type { LiqoSpec } from '../../../src/lab/topology/cluster-spec.js';
import { isV0 } from '../../../src/lab/topology/liqo-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import type { Prescription } from '../../../src/model/prescription.js';
import type { Report } from '../../../src/model/report.js';

/**
 * What is wrong with how prescriptions treat the peerings with third clusters, in sentences.
 *
 * In v0.x every change of an exposure takes them down and makes them anew, each direction by itself
 * (docs/pages/installation/pre-install.md@v0.3.2); in v1.x those who use resources of a cluster whose API server moves
 * authenticate again, and nothing is interrupted. Where there are none, nothing is said to be disturbed.
 */
export function peeringMistakes({ requirements }: Report, topology: Topology): string[] {
  return requirements.flatMap(({ prescription, service, cluster }) =>
    prescription === undefined
      ? []
      : mistakesOfOne(prescription, topology).map((what) => `${what} (${service} of ${cluster})`),
  );
}

function mistakesOfOne(prescription: Prescription, { clusters }: Topology): string[] {
  const changed = sides.filter((side) =>
    prescription.actions.some(({ kind, cluster }) => kind === 'helm-values' && cluster === side),
  );
  const touched = changed.flatMap((side) => {
    const { liqo } = clusters[side];
    return (liqo?.peerings ?? []).map((peering) => ({ side, liqo, peering }));
  });
  const isDisruptive = touched.some(({ liqo }) => liqo !== undefined && isV0(liqo.version));
  const said =
    prescription.disruptive === isDisruptive
      ? []
      : [`Disruptive is said to be ${prescription.disruptive}, and is not.`];
  const lines = touched.flatMap(({ side, liqo, peering }) =>
    liqo === undefined ? [] : missingLines(prescription.commands, { side, liqo, peering }),
  );
  const isNeedless =
    touched.length === 0 && prescription.commands.some((line) => /unpeer|PeeringEnabled/.test(line));
  return [...said, ...lines, ...(isNeedless ? ['Peerings are disabled that do not exist.'] : [])];
}

interface Touched {
  readonly side: Side;
  readonly liqo: LiqoSpec;
  readonly peering: ActivePeeringSpec;
}

function missingLines(commands: readonly string[], { side, liqo, peering }: Touched): string[] {
  const isOf = (line: string): boolean => line.includes(`${side}.yaml`);
  const upgrade = commands.findIndex((line) => line.includes('helm upgrade') && isOf(line));
  if (upgrade === -1) return [`No line of helm changes the ${side} cluster.`];
  const before = commands.slice(0, upgrade).filter(isOf);
  const after = commands.slice(upgrade + 1).filter(isOf);
  if (!isV0(liqo.version)) {
    const isTold = after.some(
      (line) => line.startsWith('liqoctl authenticate') && line.includes(peering.name),
    );
    return peering.incoming && !isTold ? [`${peering.name} is not told to authenticate again.`] : [];
  }
  return (['outgoing', 'incoming'] as const)
    .filter((direction) => peering[direction])
    .flatMap((direction) => [
      ...(before.some((line) => toggles(line, { direction, peering, on: false, version: liqo.version }))
        ? []
        : [`The ${direction} peering with ${peering.name} is not disabled before.`]),
      ...(after.some((line) => toggles(line, { direction, peering, on: true, version: liqo.version }))
        ? []
        : [`The ${direction} peering with ${peering.name} is not restored after.`]),
    ]);
}

interface Toggle {
  readonly direction: 'outgoing' | 'incoming';
  readonly peering: ActivePeeringSpec;
  readonly on: boolean;
  readonly version: LiqoSpec['version'];
}

/** `liqoctl peer` and `unpeer` exist from v0.5 for the outgoing direction, and from v0.10.2 for the incoming one. */
function toggles(line: string, { direction, peering, on, version }: Toggle): boolean {
  const isPatch =
    line.startsWith('kubectl') &&
    line.includes(`patch foreignclusters ${peering.name} `) &&
    line.includes(`"${direction}PeeringEnabled":"${on ? 'Yes' : 'No'}"`);
  const knows = direction === 'outgoing' ? !/^v0\.[34]\./.test(version) : version === 'v0.10.3';
  const isCommand =
    line.startsWith(`liqoctl ${on ? 'peer' : 'unpeer'} ${peering.name}`) &&
    line.includes('--incoming') === (direction === 'incoming');
  return isPatch || (knows && isCommand);
}
