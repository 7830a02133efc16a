import { satisfies } from 'semver';

/** The flags of one command of liqoctl in a range of releases; those that no line of ours would use are left out. */
interface CommandFlags {
  readonly command: string;
  readonly releases: string;
  readonly flags: readonly string[];
  /** Where Liqo declares them. */
  readonly source: string;
}

const inBandReleases = '>=0.5.0 <0.11.0';
/** Source: client-go's genericclioptions, by pkg/liqoctl/factory/factory.go@v0.5.0–@v1.2.0, AddFlags. */
const access = ['kubeconfig', 'context', 'cluster', 'user'];
const remoteAccess = access.map((flag) => `remote-${flag}`);
const both = [...access, ...remoteAccess, 'namespace', 'remote-namespace'];

const install = ['version', 'only-output-values', 'dump-values-path', 'reserved-subnets'];
const ranges = ['pod-cidr', 'service-cidr', 'api-server-url'];
const managed = {
  gke: ['credentials-path', 'project-id', 'cluster-id', 'zone'],
  aks: ['subscription-id', 'resource-group-name', 'resource-name'],
};

/** As Liqo's own sources declare them, read by hand at each minor release. */
const declared: readonly CommandFlags[] = [
  {
    command: 'add cluster',
    releases: '<0.5.0',
    flags: ['auth-url', 'id', 'token', 'namespace'],
    source: 'cmd/liqoctl/cmd/add.go, pkg/liqoctl/add/consts.go@v0.3.2,@v0.4.0',
  },
  {
    command: 'generate-add-command',
    releases: '<0.5.0',
    flags: ['namespace', 'only-command'],
    source: 'cmd/liqoctl/cmd/generate-add.go@v0.3.2,@v0.4.0',
  },
  {
    command: 'connect',
    releases: '>=0.4.0 <0.5.0',
    flags: ['namespace1', 'namespace2', 'config1', 'config2'],
    source: 'cmd/liqoctl/cmd/connect.go@v0.4.0',
  },
  ...installers('<0.5.0', ['cluster-name', 'enable-lan-discovery', ...install], {
    k3s: ['pod-cidr', 'service-cidr', 'api-server'],
    kubeadm: [],
    kind: [],
    openshift: [],
    eks: ['region', 'eks-cluster-name'],
    ...managed,
  }),
  {
    command: 'generate peer-command',
    releases: inBandReleases,
    flags: [...access, 'namespace', 'only-command'],
    source: 'cmd/liqoctl/cmd/generate.go@v0.5.4,@v0.10.3',
  },
  {
    command: 'peer out-of-band',
    releases: inBandReleases,
    flags: [...access, 'namespace', 'auth-url', 'cluster-id', 'auth-token'],
    source: 'cmd/liqoctl/cmd/peer.go, pkg/liqoctl/peeroob/consts.go@v0.5.4,@v0.10.3',
  },
  {
    command: 'peer in-band',
    releases: inBandReleases,
    flags: both,
    source: 'cmd/liqoctl/cmd/peer.go@v0.5.4,@v0.10.3',
  },
  {
    command: 'unpeer in-band',
    releases: inBandReleases,
    flags: both,
    source: 'cmd/liqoctl/cmd/unpeer.go@v0.5.4,@v0.10.3',
  },
  ...['peer', 'unpeer'].flatMap((command): CommandFlags[] => [
    {
      command,
      releases: '>=0.5.0 <0.9.0',
      flags: access,
      source: `cmd/liqoctl/cmd/${command}.go@v0.5.4,@v0.8.0`,
    },
    {
      command,
      releases: '>=0.9.0 <0.10.2',
      flags: [...access, 'skip-confirm'],
      source: `cmd/liqoctl/cmd/${command}.go, cmd/liqoctl/cmd/root.go@v0.9.0`,
    },
    {
      command,
      releases: '>=0.10.2 <0.11.0',
      flags: [...access, 'skip-confirm', 'incoming'],
      source: `cmd/liqoctl/cmd/${command}.go, cmd/liqoctl/cmd/root.go@v0.10.3`,
    },
  ]),
  ...installers(inBandReleases, [...access, 'namespace', 'cluster-name', 'set', ...install], {
    '': ranges,
    k3s: ranges,
    kubeadm: [],
    kind: [],
    openshift: [],
    eks: ['eks-cluster-region', 'eks-cluster-name'],
    ...managed,
    gke: [...managed.gke, 'region'],
  }),
  ...installers('>=1.0.0', [...access, 'namespace', 'cluster-id', 'set', 'values', ...install], {
    '': ranges,
    k3s: ranges,
    kubeadm: [],
    kind: [],
    openshift: [],
    eks: ['eks-cluster-region', 'eks-cluster-name'],
    ...managed,
    aks: [...managed.aks, 'pod-cidr'],
    gke: [...managed.gke, 'region'],
  }),
  {
    command: 'peer',
    releases: '>=1.0.0',
    flags: [
      ...both,
      'networking-disabled',
      'gw-server-service-location',
      'gw-server-service-type',
      'gw-server-service-port',
      'gw-server-service-nodeport',
      'gw-server-service-loadbalancerip',
      'gw-client-address',
      'gw-client-port',
      'mtu',
      'in-band',
      'proxy-url',
    ],
    source: 'cmd/liqoctl/cmd/peer.go@v1.0.0,@v1.2.0',
  },
  {
    command: 'authenticate',
    releases: '>=1.0.0',
    flags: [...both, 'in-band', 'proxy-url'],
    source: 'cmd/liqoctl/cmd/authenticate.go@v1.0.0,@v1.2.0',
  },
  {
    command: 'unpeer',
    releases: '>=1.0.0',
    flags: [...both, 'skip-confirm'],
    source: 'cmd/liqoctl/cmd/unpeer.go, cmd/liqoctl/cmd/root.go@v1.0.0,@v1.2.0',
  },
];

/** Source: cmd/liqoctl/cmd/install.go and pkg/liqoctl/install/<provider>/provider.go at v0.3.2, v0.4.0, v0.5.4–v1.2.0. */
function installers(
  releases: string,
  common: readonly string[],
  byProvider: Readonly<Record<string, readonly string[]>>,
): CommandFlags[] {
  return Object.entries(byProvider).map(([provider, flags]) => ({
    command: ['install', provider].join(' ').trimEnd(),
    releases,
    flags: [...common, ...flags],
    source: `cmd/liqoctl/cmd/install.go, pkg/liqoctl/install/${provider || 'generic'}/provider.go`,
  }));
}

/** Every flag of liqoctl that a release of Liqo has. */
export const liqoctlFlags: ReadonlySet<string> = new Set(declared.flatMap(({ flags }) => flags));

/** What a release's liqoctl does not know of a command line, given as its words after `liqoctl`. */
export function unknownToLiqoctl(words: readonly string[], version: string): readonly string[] {
  const [command] = declared
    .filter(({ releases }) => satisfies(version, releases))
    .filter(({ command: name }) => ` ${words.join(' ')} `.startsWith(` ${name} `))
    .toSorted((one, other) => other.command.length - one.command.length);
  if (command === undefined) return [words.join(' ')];
  return flagsIn(words).filter((flag) => !command.flags.includes(flag));
}

/** The long flags among the words of a command line, without dashes and values. */
export function flagsIn(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    const [, flag] = /^--([^=]+)/u.exec(word) ?? [];
    return flag === undefined ? [] : [flag];
  });
}
