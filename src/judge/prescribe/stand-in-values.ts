import { installDefaults } from '../../liqo/install-defaults.js';
import { named, valueNames } from '../../liqo/words/value-names.js';
import { valueOf } from '../../model/fact.js';
import type { Exposure, Side } from '../../model/peering.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { PrescribeContext } from './prescribe-context.js';

/** What an installation is made from: what was decided of every requirement, where that is known already. */
type StandInContext = Pick<PrescribeContext, 'clusters' | 'release' | 'intent'> &
  Partial<Pick<PrescribeContext, 'assessed' | 'installed'>>;

/**
 * The Service types that an installation has to have so that what was reached in place of Liqo's services will be
 * reached: those that it has by itself are left out, and so is a gateway where another one serves.
 */
export function standInValues(cluster: Side, context: StandInContext): Readonly<Record<string, string>> {
  const { release, assessed = [], installed = [] } = context;
  if (release.generation === 'g3') return {};
  const { authServiceType, gatewayServiceType } = valueNames(release);
  const met = assessed.filter(({ status }) => status === 'met');
  const auth = met.find((one) => one.service === 'auth' && one.cluster === cluster);
  const gateways = met.filter(({ service }) => service === 'gateway');
  // Where no prescription installs Liqo, the lines of the report that is ready do, as it was reached.
  const isLater = (side: Side): boolean => !installed.includes(side);
  const serves =
    gateways.find((one) => neededType(one, context) === undefined || isLater(one.cluster)) ?? gateways[0];
  return {
    ...typeValue(authServiceType, auth && neededType(auth, context)),
    ...typeValue(gatewayServiceType, serves?.cluster === cluster ? neededType(serves, context) : undefined),
  };
}

/** The type of a stand-in that was reached, where an installation would have another one. */
function neededType(
  { cluster, assurance, configured }: AssessedService,
  { clusters, release }: StandInContext,
): Exposure | undefined {
  const { liqo, platform } = clusters[cluster];
  if (valueOf(liqo.installed) !== false || assurance !== 'stand-in' || configured === null) return undefined;
  return configured === installDefaults(platform.provider, release).serviceType ? undefined : configured;
}

function typeValue(name: string | null, type: Exposure | undefined): Readonly<Record<string, string>> {
  return type === undefined ? {} : named(name, type);
}
