import { liqoctlClusterFlags } from '../../liqo/words/cluster-words.js';
import { exposureValues, type ExposureChange } from '../../liqo/words/exposure-values.js';
import { helmRepositoryCommand, helmUpgradeCommand } from '../../liqo/words/helm-upgrade.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { activePeeringLines } from './active-peering-lines.js';
import type { Change } from './remedy.js';

/** Providers for which `liqoctl install` needs nothing else than a kubeconfig. */
const plainProviders: readonly string[] = ['kubeadm', 'k3s', 'kind', 'openshift'];

/** What shall be exposed how; release and cluster words come from the context. */
export type WantedExposure = Omit<ExposureChange, 'release' | 'cluster' | 'withdraw'>;

/** The Helm values that expose a service as wanted, with the lines that set them. */
export function valuesChange(cluster: Side, wanted: WantedExposure, context: JudgeContext): Change {
  const words = exposureValues({
    ...wanted,
    release: context.release,
    cluster: context.words[cluster],
    withdraw: withdrawals(cluster, wanted, context),
  });
  const list = Object.entries(words.values).map(([key, value]) => `${key}=${value}`);
  return setValues(cluster, { values: words.values, list, kubectl: words.kubectl }, context);
}

/** Arbitrary Helm values of Liqo, with the lines that set them. */
export function plainValues(
  cluster: Side,
  values: Readonly<Record<string, string>>,
  context: JudgeContext,
): Change {
  const list = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return setValues(cluster, { values, list, kubectl: [] }, context);
}

interface Settings {
  readonly values: Readonly<Record<string, string>>;
  readonly list: readonly string[];
  readonly kubectl: readonly string[];
}

function setValues(cluster: Side, { values, list, kubectl }: Settings, context: JudgeContext): Change {
  const common = { cluster, kind: 'helm-values', values } as const;
  if (valueOf(context.clusters[cluster].liqo.installed) === false) {
    const words = `When installing Liqo in the ${cluster} cluster, set ${list.join(' and ')}.`;
    return { ...common, words, commands: [...installLines(cluster, values, context), ...kubectl] };
  }
  const { disable, restore } = activePeeringLines(cluster, context);
  const upgrade = helmUpgradeCommand({ cluster: context.words[cluster], release: context.release, values });
  const around =
    disable.length === 0 ? '' : ' Disable the active peerings before and restore them afterwards.';
  return {
    ...common,
    words: `Set ${list.join(' and ')} in the Liqo installation of the ${cluster} cluster.${around}`,
    commands: [...disable, helmRepositoryCommand, upgrade, ...kubectl, ...restore],
  };
}

function installLines(
  cluster: Side,
  values: Readonly<Record<string, string>>,
  { clusters, release, words }: JudgeContext,
): readonly string[] {
  const { provider, managed } = clusters[cluster].platform;
  // The managed providers want flags of their own (region, project, …), which nobody can guess.
  if (valueOf(managed) === true || !plainProviders.includes(provider)) return [];
  const settings = Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const flags = liqoctlClusterFlags(words[cluster]);
  return [commandLine(['liqoctl', 'install', provider, '--version', release.version, ...flags, ...settings])];
}

function withdrawals(
  cluster: Side,
  { service, exposure }: WantedExposure,
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
    ...(isOverridden && exposure !== 'PortForwarding' ? (['override'] as const) : []),
    ...(isIngressGone && valueOf(liqo.authIngress) ? (['ingress'] as const) : []),
    ...(isIngressGone && valueOf(liqo.authTls) === false && valueOf(liqo.authIngress)
      ? (['plain-http'] as const)
      : []),
  ];
}
