import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Fact } from '../../model/fact.js';
import { valueOf } from '../../model/fact.js';
import { addressKind } from '../address-kind.js';
import { installerFor, type Installer } from '../installers.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';
import {
  defaultLiqoNamespace,
  kubeconfigEnvironment,
  liqoctlClusterFlags,
  type ClusterWords,
} from './cluster-words.js';
import { helmInstallCommand, helmRepositoryCommand, settingFlags } from './helm-upgrade.js';
import { aksFlags, eksFlags, gkeFlags } from './managed-cluster-flags.js';
import { commandLine } from './shell-quote.js';
import { named, valueNames } from './value-names.js';

/** What to install where. */
export interface InstallCommand {
  readonly release: LiqoRelease;
  readonly cluster: ClusterWords;
  readonly facts: ClusterFacts;
  /** Helm values to install with, by the names of the release. */
  readonly values: Readonly<Record<string, string>>;
}

/** The lines of an installation, in order, and what to know, in sentences. */
export interface InstallWords {
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

/** The file that liqoctl writes values to, where they have to go through helm. */
const valuesFile = 'liqo-values.yaml';

/**
 * How to install a release of Liqo in a cluster, with values of its chart. What nobody but the operator knows stands as
 * `<…>`. liqoctl takes values from v0.5 on; before, it writes them to a file for helm.
 *
 * Source: cmd/liqoctl/cmd/install.go and pkg/liqoctl/install/<provider>/provider.go@v0.3.2,@v0.5.0,@v0.8.3,@v0.10.3,
 * @v1.0.0,@v1.2.0.
 */
export function installCommands(install: InstallCommand): InstallWords {
  const installer = installerFor(install.facts.platform.provider);
  if (install.release.generation !== 'g1') return { commands: [currentLine(install, installer)], notes: [] };
  return installer === undefined ? helmOnly(install) : earlyLines(install, installer);
}

function currentLine(install: InstallCommand, installer: Installer | undefined): string {
  const { release, cluster, facts, values } = install;
  const { apiServerAddress } = valueNames(release);
  // These two have a flag for it, and check what the kubeconfig says where it is not given.
  const takesUrl = installer === 'k3s' || installer === undefined;
  const url = takesUrl && apiServerAddress !== null ? values[apiServerAddress] : undefined;
  const others = Object.fromEntries(
    Object.entries(values).filter(([name]) => url === undefined || name !== apiServerAddress),
  );
  return commandLine([
    'liqoctl',
    'install',
    ...(installer === undefined ? [] : [installer]),
    '--version',
    release.version,
    ...nameFlags(facts, release),
    ...liqoctlClusterFlags(cluster),
    ...installerFlags(installer, facts, release),
    ...(url === undefined ? [] : ['--api-server-url', url]),
    ...settingFlags(others),
  ]);
}

/** liqoctl v0.3 and v0.4: no cluster flags, no `--set`, always the namespace `liqo`. */
function earlyLines(install: InstallCommand, installer: Installer): InstallWords {
  const { release, cluster, facts, values } = install;
  const line = [
    'liqoctl',
    'install',
    installer,
    '--version',
    release.version,
    ...nameFlags(facts, release),
    ...installerFlags(installer, facts, release),
  ];
  const before = kubeconfigEnvironment(cluster);
  const notes =
    cluster.context === undefined
      ? []
      : [`liqoctl ${release.version} acts on the current context: make it ${cluster.context} first.`];
  if (Object.keys(values).length === 0 && cluster.liqoNamespace === defaultLiqoNamespace) {
    return { commands: [`${before}${commandLine(line)}`], notes };
  }
  const written = commandLine([...line, '--only-output-values', '--dump-values-path', valuesFile]);
  return {
    commands: [
      `${before}${written}`,
      helmRepositoryCommand,
      helmInstallCommand({ release, cluster, values, file: valuesFile }),
    ],
    notes,
  };
}

/** liqoctl v0.3 and v0.4 install on known distributions only. */
function helmOnly({ release, cluster, facts, values }: InstallCommand): InstallWords {
  const names = valueNames(release);
  const all = {
    ...named(names.clusterName, clusterName(facts)),
    ...named(names.podCidr, cidrOf(facts.cidrs.pod, 'pod')),
    ...named(names.serviceCidr, cidrOf(facts.cidrs.service, 'service')),
    ...values,
  };
  return {
    commands: [helmRepositoryCommand, helmInstallCommand({ release, cluster, values: all })],
    notes: [],
  };
}

/** Required in v0.x; in v1.x a cluster is known by its ID, which Liqo makes itself. */
function nameFlags(facts: ClusterFacts, release: LiqoRelease): readonly string[] {
  return release.generation === 'g3' ? [] : ['--cluster-name', clusterName(facts)];
}

/** A DNS label made of the context's name; of an ARN or a gcloud context its last part, which is the cluster's. */
function clusterName({ name }: ClusterFacts): string {
  const own = name.split(/[/_@]/u).findLast((part) => part !== '') ?? '';
  const label = own
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/gu, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/gu, '');
  return label === '' ? '<name of the cluster>' : label;
}

function installerFlags(
  installer: Installer | undefined,
  facts: ClusterFacts,
  release: LiqoRelease,
): readonly string[] {
  switch (installer) {
    case 'eks':
      return eksFlags(facts, release).flat();
    case 'gke':
      return gkeFlags(facts, release).flat();
    case 'aks':
      return aksFlags(facts).flat();
    case 'k3s':
      return k3sFlags(facts);
    case 'kind':
    case 'kubeadm':
    case 'openshift':
      return [];
    case undefined:
      return [
        '--pod-cidr',
        podCidrs(facts, release),
        '--service-cidr',
        cidrOf(facts.cidrs.service, 'service'),
      ];
  }
}

/** Source: pkg/liqoctl/install/k3s/provider.go@v0.3.2,@v1.2.0. */
const k3sServiceRange = '10.43.0.0/16';
/** What the addresses of k3s's standard range of pods, 10.42.0.0/16, begin with. */
const k3sPodPrefix = '10.42.';

/** Of pods only the nodes' parts may be known: apart from k3s's own range they show that it is another one. */
function k3sFlags({ cidrs }: ClusterFacts): readonly string[] {
  const [pod] = ranges(cidrs.pod);
  const parts = pod === undefined ? ranges(cidrs.podOfNodes) : [pod];
  const isStandard = parts.every((part) => part.startsWith(k3sPodPrefix));
  const [service] = ranges(cidrs.service);
  return [
    ...(isStandard ? [] : ['--pod-cidr', pod ?? cidrOf(cidrs.pod, 'pod')]),
    ...(service === undefined || service === k3sServiceRange ? [] : ['--service-cidr', service]),
  ];
}

/** A cluster may have several ranges of pods; Liqo takes more than one from v1.2. */
function podCidrs(facts: ClusterFacts, release: LiqoRelease): string {
  const all = ranges(facts.cidrs.pod);
  return isAtLeast(release, 'v1.2.0') && all.length > 1 ? all.join(',') : cidrOf(facts.cidrs.pod, 'pod');
}

function cidrOf(fact: Fact<readonly string[]>, which: 'pod' | 'service'): string {
  return ranges(fact)[0] ?? `<CIDR of the ${which}s>`;
}

/** Liqo's networking is IPv4 only. */
function ranges(fact: Fact<readonly string[]>): readonly string[] {
  return (valueOf(fact) ?? []).filter((range) => {
    const [address = ''] = range.split('/');
    return address.includes('.') && addressKind(address) !== 'name';
  });
}
