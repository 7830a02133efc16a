import type { Options } from 'yargs';

export const text = { type: 'string', requiresArg: true } as const;
export const flag = { type: 'boolean' } as const;

/** The formats of commands that print no report of a check. */
export const outputFlag = {
  ...text,
  alias: 'o',
  group: 'Output:',
  describe: 'text or json (default: text)',
} as const;

/** Flags about what is printed, of every command that prints a report. */
export const reportFlags = {
  output: {
    ...outputFlag,
    describe: 'text, json, yaml, html, markdown, junit or github (default: text)',
  },
  'output-file': { ...text, group: 'Output:', describe: 'write the result to this file instead of stdout' },
  'fail-on': {
    ...text,
    group: 'Output:',
    describe: 'warning: exit with 3 also when there are only warnings (default: unmet)',
  },
  redact: {
    ...flag,
    group: 'Output:',
    describe: 'replace addresses and names in the report, so that it can be shown to anybody',
  },
  color: { ...flag, group: 'Output:', describe: 'colour, or with --no-color none (default: on terminals)' },
  verbose: { ...flag, alias: 'v', group: 'Output:', describe: 'show every finding, probe and timing' },
} as const satisfies Record<string, Options>;

/** The whole run's deadline. */
export const timeoutFlag = {
  timeout: { ...text, group: 'Probing:', describe: 'deadline of the whole run (default: 120s)' },
} as const satisfies Record<string, Options>;

/** Of every command that makes a run. */
export const saveFlag = {
  save: {
    ...text,
    group: 'Output:',
    describe:
      'keep what was read and seen in this file, for `liqo-doctor judge`; it holds names and addresses',
  },
} as const satisfies Record<string, Options>;

export const clusterFlags = {
  remote: {
    ...text,
    alias: 'remote-kubeconfig',
    group: 'Clusters:',
    describe: 'kubeconfig of the remote cluster, the provider',
  },
  'remote-context': { ...text, group: 'Clusters:', describe: 'context of the remote cluster' },
  kubeconfig: {
    ...text,
    group: 'Clusters:',
    describe: 'kubeconfig of the local cluster, the consumer (default: as kubectl)',
  },
  context: { ...text, group: 'Clusters:', describe: 'context of the local cluster' },
  'liqo-namespace': {
    ...text,
    alias: ['n', 'namespace'],
    group: 'Clusters:',
    describe: "Liqo's namespace in the local cluster (default: liqo)",
  },
  'remote-liqo-namespace': {
    ...text,
    alias: 'remote-namespace',
    group: 'Clusters:',
    describe: "Liqo's namespace in the remote cluster (default: liqo)",
  },
} as const satisfies Record<string, Options>;

const halfFlags = {
  half: {
    ...text,
    group: 'Two operators:',
    describe: "consumer or provider: check one's own cluster, while the other's operator does the same",
  },
  other: {
    ...text,
    group: 'Two operators:',
    describe: 'where the file comes to be that the other operator keeps with --save',
  },
} as const satisfies Record<string, Options>;

const intentFlags = {
  'liqo-version': {
    ...text,
    group: 'What will be peered:',
    describe: 'release that will be installed where Liqo is not (default: the newest known)',
  },
  scenario: {
    ...text,
    group: 'What will be peered:',
    describe: 'where the clusters are, when you know better',
  },
  peering: {
    ...text,
    group: 'What will be peered:',
    describe: 'out-of-band or in-band (default: out-of-band)',
  },
} as const satisfies Record<string, Options>;

export const probeFlags = {
  'probe-from': {
    ...text,
    group: 'Probing:',
    describe: 'pods, operator (TCP and TLS from this machine) or none (default: pods)',
  },
  'probe-namespace': { ...text, group: 'Probing:', describe: 'where the pods run (default: liqo-doctor)' },
  image: {
    ...text,
    group: 'Probing:',
    describe: 'any image with Node.js 20 or later on its PATH (default: docker.io/library/node:20-slim)',
  },
  'image-pull-secret': { ...text, group: 'Probing:', describe: 'Secret to pull the image with' },
  label: { ...text, group: 'Probing:', describe: 'key=value on what is created; may be repeated' },
  annotation: { ...text, group: 'Probing:', describe: 'key=value on what is created; may be repeated' },
  toleration: {
    ...text,
    group: 'Probing:',
    describe: 'taint that the pods bear: key[=value][:effect]; may be repeated',
  },
  'allow-load-balancer': {
    ...flag,
    group: 'Probing:',
    describe: 'may raise temporary LoadBalancer Services, which can cost money and minutes',
  },
  deep: {
    ...flag,
    group: 'Probing:',
    describe: 'also find out how long NAT devices remember a silent flow, which takes a minute and a half',
  },
  nodes: {
    ...text,
    group: 'Probing:',
    describe:
      'probe from so many nodes of each cluster (1 to 10, or all for up to 10), and to all of their nodes',
  },
  capture: {
    ...flag,
    group: 'Probing:',
    describe:
      "run tcpdump in the pods of live gateways (of v1.x: one between these two already) to see this run's own datagrams arrive there",
  },
  keep: { ...flag, group: 'Probing:', describe: 'leave what was created' },
  'dry-run': { ...flag, group: 'Probing:', describe: 'say what would be created and probed; create nothing' },
} as const satisfies Record<string, Options>;

/** Of `check` alone. */
const waitFlag = {
  wait: {
    type: 'string',
    group: 'Probing:',
    describe: 'check again and again until ready, for so long (default: not; without a value: 10m)',
  },
} as const satisfies Record<string, Options>;

const peerGroup = 'As for liqoctl peer:';

const peerFlags = {
  'gw-server-service-location': { ...text, group: peerGroup, describe: 'Provider or Consumer' },
  'gw-server-service-type': { ...text, group: peerGroup, describe: 'LoadBalancer, NodePort or ClusterIP' },
  'gw-server-service-port': { ...text, group: peerGroup, describe: 'port of the gateway server' },
  'gw-server-service-nodeport': { ...text, group: peerGroup, describe: 'node port of the gateway server' },
  'gw-server-service-loadbalancerip': { ...text, group: peerGroup, describe: 'address of its load balancer' },
  'gw-client-address': { ...text, group: peerGroup, describe: 'address that the gateway client dials' },
  'gw-client-port': { ...text, group: peerGroup, describe: 'port that the gateway client dials' },
  mtu: { ...text, group: peerGroup, describe: 'MTU of the tunnel' },
  'in-band': { ...flag, group: peerGroup, describe: 'the same as --peering in-band' },
  'networking-disabled': { ...flag, group: peerGroup, describe: 'no tunnel between the clusters' },
} as const satisfies Record<string, Options>;

const withoutEffect = 'no effect on a check';

/**
 * Flags of `liqoctl peer` that change nothing about what has to be reachable: accepted with a notice, so that a
 * `liqoctl peer` line becomes a check by changing its verb. SOURCE: Liqo v1.2.0 cmd/liqoctl/cmd/{peer,root}.go.
 */
export const flagsWithoutEffect = {
  'proxy-url': { ...text, group: peerGroup, describe: withoutEffect },
  'create-resource-slice': { ...flag, group: peerGroup, describe: withoutEffect },
  'resource-slice-class': { ...text, group: peerGroup, describe: withoutEffect },
  'create-virtual-node': { ...flag, group: peerGroup, describe: withoutEffect },
  cpu: { ...text, group: peerGroup, describe: withoutEffect },
  memory: { ...text, group: peerGroup, describe: withoutEffect },
  pods: { ...text, group: peerGroup, describe: withoutEffect },
  resource: { ...text, group: peerGroup, describe: withoutEffect },
  'skip-validation': { ...flag, group: peerGroup, describe: withoutEffect },
  'skip-confirm': { ...flag, group: peerGroup, describe: withoutEffect },
  'global-labels': { ...text, group: peerGroup, describe: withoutEffect },
  'global-annotations': { ...text, group: peerGroup, describe: withoutEffect },
} as const satisfies Record<string, Options>;

/** Every flag of `check`. */
export const checkFlags = {
  ...clusterFlags,
  ...halfFlags,
  ...intentFlags,
  ...probeFlags,
  ...timeoutFlag,
  ...waitFlag,
  ...reportFlags,
  ...saveFlag,
  ...peerFlags,
  ...flagsWithoutEffect,
} as const satisfies Record<string, Options>;
