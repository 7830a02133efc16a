import { isAtLeast } from '../../liqo/release.js';
import type { ExposureChange, ExposureWords } from '../../liqo/words/exposure-change.js';
import { exposureValues } from '../../liqo/words/exposure-values.js';
import { installCommands } from '../../liqo/words/install-command.js';
import { valueOf } from '../../model/fact.js';
import type { IngressFacts } from '../../model/cluster-facts.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { activePeeringLines } from './active-peering-lines.js';
import { isToInstall } from './installation.js';
import type { Change } from './remedy.js';
import { withoutSettled } from './settled-values.js';
import { standInValues } from './stand-in-values.js';

/** What shall be exposed how; release and cluster words come from the context. */
export interface WantedExposure extends Omit<ExposureChange, 'release' | 'cluster' | 'withdraw'> {
  /** An address that Liqo was told to advertise is right, and stays. */
  readonly keepsAddress?: boolean | undefined;
}

/** The Helm values that expose a service as wanted. */
export function valuesChange(cluster: Side, wanted: WantedExposure, context: JudgeContext): Change {
  const words = exposureValues({
    ...wanted,
    release: context.release,
    cluster: context.words[cluster],
    withdraw: withdrawals(cluster, wanted, context),
  });
  // Whether the certificate names the API server's address has a finding and a change of its own.
  const notes = wanted.service === 'apiServer' ? [] : words.notes;
  const { service, nodePort } = wanted;
  const values =
    service === 'apiServer'
      ? words.values
      : withoutSettled(words.values, { cluster, service, nodePort }, context);
  return setValues(cluster, { ...words, values, notes }, context);
}

/** Arbitrary Helm values of Liqo. */
export function plainValues(
  cluster: Side,
  values: Readonly<Record<string, string>>,
  context: JudgeContext,
): Change {
  return setValues(cluster, { values, kubectl: [], notes: [] }, context);
}

/** Values in the words of the release, with their notes. */
export function setValues(cluster: Side, settings: ExposureWords, context: JudgeContext): Change {
  const { kubectl, notes } = settings;
  const { release, words, clusters } = context;
  const isInstallation = isToInstall(cluster, context);
  const values = { ...(isInstallation && standInValues(cluster, context)), ...settings.values };
  const list = Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' and ');
  const common = { cluster, kind: 'helm-values', values, kubectl } as const;
  const facts = clusters[cluster];
  if (isInstallation) {
    const install = installCommands({ release, cluster: words[cluster], facts, values });
    return {
      ...common,
      words: [
        list === ''
          ? `Install Liqo ${release.version} in the ${cluster} cluster.`
          : `When installing Liqo in the ${cluster} cluster, set ${list}.`,
        ...notes,
        ...install.notes,
      ].join(' '),
    };
  }
  const peerings = activePeeringLines(cluster, Object.keys(values), context);
  const around =
    peerings.disable.length === 0 ? [] : ['Disable the active peerings before and restore them afterwards.'];
  // A node port that the release has no value for is pinned by the line alone.
  const what = list === '' ? 'Pin the node port of the Service' : `Set ${list}`;
  const sentence = `${what} in the Liqo installation of the ${cluster} cluster.`;
  return { ...common, words: [sentence, ...notes, ...around, ...peerings.notes].join(' ') };
}

function withdrawals(
  cluster: Side,
  { service, exposure, keepsAddress }: WantedExposure,
  { clusters, release }: JudgeContext,
): ExposureChange['withdraw'] {
  if (service === 'apiServer') return [];
  const { liqo } = clusters[cluster];
  const ingress = service === 'auth' ? valueOf(liqo.authIngress) : undefined;
  const isIngressGone = exposure !== 'Ingress' && ingress != null && !isHarmless(ingress, exposure, release);
  const installed = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  const port = valueOf(liqo.authPortOverride);
  // An Ingress that stays has its port advertised, whatever else is told.
  const isPortOfIngress = ingress != null && !isIngressGone && port === portOfIngress;
  const isOverridden =
    Object.keys(installed?.annotations ?? {}).some((key) => key.startsWith('liqo.io/override-')) ||
    (service === 'auth' &&
      [valueOf(liqo.authAddressOverride), isPortOfIngress ? '' : port].some((told) => Boolean(told)));
  return [
    ...(isOverridden && exposure !== 'PortForwarding'
      ? ([keepsAddress === true ? 'port-override' : 'override'] as const)
      : []),
    ...(isIngressGone ? (['ingress'] as const) : []),
    ...(exposure !== 'Ingress' && ingress != null && valueOf(liqo.authTls) === false
      ? (['plain-http'] as const)
      : []),
  ];
}

const portOfIngress = '443';

/**
 * Whether an Ingress may stay where a load balancer is wanted: before v0.6 one without a host has port 443 advertised,
 * at the address of the Service, and that is the load balancer's.
 *
 * Source: deployments/liqo/templates/liqo-controller-manager.yaml@v0.3.2,@v0.5.4.
 */
function isHarmless(
  { host }: IngressFacts,
  exposure: WantedExposure['exposure'],
  release: JudgeContext['release'],
): boolean {
  return exposure === 'LoadBalancer' && host === '' && !isAtLeast(release, 'v0.6.0');
}
