import type { ExposureChange, ExposureWords } from '../../liqo/words/exposure-change.js';
import { exposureValues } from '../../liqo/words/exposure-values.js';
import { installCommands } from '../../liqo/words/install-command.js';
import { valueOf } from '../../model/fact.js';
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
  const sentence = `Set ${list} in the Liqo installation of the ${cluster} cluster.`;
  return { ...common, words: [sentence, ...notes, ...around, ...peerings.notes].join(' ') };
}

function withdrawals(
  cluster: Side,
  { service, exposure, keepsAddress }: WantedExposure,
  { clusters }: JudgeContext,
): ExposureChange['withdraw'] {
  if (service === 'apiServer') return [];
  const { liqo } = clusters[cluster];
  const installed = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  const isOverridden =
    Object.keys(installed?.annotations ?? {}).some((key) => key.startsWith('liqo.io/override-')) ||
    (service === 'auth' &&
      [liqo.authAddressOverride, liqo.authPortOverride].some((fact) => Boolean(valueOf(fact))));
  const isIngressGone = service === 'auth' && exposure !== 'Ingress';
  return [
    ...(isOverridden && exposure !== 'PortForwarding'
      ? ([keepsAddress === true ? 'port-override' : 'override'] as const)
      : []),
    ...(isIngressGone && valueOf(liqo.authIngress) ? (['ingress'] as const) : []),
    ...(isIngressGone && valueOf(liqo.authTls) === false && valueOf(liqo.authIngress)
      ? (['plain-http'] as const)
      : []),
  ];
}
