import { addFirewallRule, addForward } from '../../../src/lab/topology/change-topology.js';
import type {
  ClusterSpec,
  LiqoAuthSpec,
  LiqoServiceSpec,
  LiqoSpec,
} from '../../../src/lab/topology/cluster-spec.js';
import { liqo } from '../../../src/lab/topology/liqo-spec.js';
import { addressPool } from '../../../src/lab/topology/managed-cloud.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { GatewayFlags, Side } from '../../../src/model/peering.js';
import type { Prescription } from '../../../src/model/prescription.js';
import type { ForwardRule } from '../../../src/lab/topology/site.js';
import type { Situation } from './expected.js';
import { versionOf } from './expected.js';
import { setIngressValue } from './set-ingress.js';
import { addressOf } from './twins.js';

/** One thing that an operator does because it is printed. */
export interface Step {
  /** What was printed. */
  readonly words: string;
  readonly carryOut: (situation: Situation) => Situation;
}

/** Words that nobody can carry out, or that this reader does not understand. */
export class NotCarriedOut extends Error {}

/** The steps of a prescription, in order, from its printed words alone. */
export function stepsOf({ actions, commands }: Pick<Prescription, 'actions' | 'commands'>): Step[] {
  const told = actions.map(({ kind, words }): Step => {
    switch (kind) {
      case 'port-forward':
        return { words, carryOut: forwardStep(words) };
      case 'helm-values':
        return { words, carryOut: valuesStep(words, patchesOf(commands)) };
      case 'peer-flags':
      case 'in-band': {
        const line = commands.find((command) => command.startsWith('liqoctl peer'));
        if (line === undefined) throw new NotCarriedOut(`no line of liqoctl peer for: ${words}`);
        return { words: `${words} ${line}`, carryOut: peerStep(line) };
      }
      case 'infrastructure':
        return { words, carryOut: infrastructureStep(words) };
      case 'kubectl':
      case 'check-flags':
        throw new NotCarriedOut(words);
    }
  });
  checkLines(actions, commands);
  return told;
}

/** Every value that the actions name stands in the lines, and the lines set nothing else. */
function checkLines(actions: Prescription['actions'], commands: readonly string[]): void {
  const inWords = actions.flatMap(({ kind, words }) =>
    kind === 'helm-values' ? settingsOf(words).map(([key, value]) => `${key}=${value}`) : [],
  );
  const settings = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => settingsOfLine(line)).map(([key, value]) => `${key}=${value}`);
  // What installs Liqo sets the cluster's own name and ranges too.
  const inUpgrades = settings(commands.filter((line) => !line.includes(' install ')));
  const different = [
    ...inWords.filter((setting) => !settings(commands).includes(setting)),
    ...inUpgrades.filter((setting) => !inWords.includes(setting)),
  ];
  if (different.length > 0) throw new NotCarriedOut(`words and lines differ in ${different.join(' and ')}`);
}

/** The Helm values that a command line sets. */
export function settingsOfLine(line: string): [string, string][] {
  const words = shellWords(line);
  return words.flatMap((word, index): [string, string][] => {
    const value = words[index + 1] ?? '';
    if (word === '--api-server-url') return [['apiServer.address', value]];
    if (word !== '--set') return [];
    const at = value.indexOf('=');
    return [[value.slice(0, at), value.slice(at + 1)]];
  });
}

/** A command line as a shell splits it. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

function sideIn(words: string): Side {
  const [, side] = /the (local|remote) cluster/.exec(words) ?? [];
  if (side === undefined) throw new NotCarriedOut(`no cluster is named: ${words}`);
  return side === 'local' ? 'local' : 'remote';
}

const placeholder = '<your public address>';

/** What an operator finds for the placeholder: the address that the Internet sees. */
function publicAddress(side: Side, { topology }: Situation): string {
  const { nat } = topology.sites[side];
  const address = nat?.carrier?.publicAddress ?? nat?.publicAddress;
  if (address === undefined) throw new NotCarriedOut(`there is no router in front of the ${side} cluster`);
  return address;
}

function filledIn(text: string, side: Side, situation: Situation): string {
  return text.includes(placeholder) ? text.replaceAll(placeholder, publicAddress(side, situation)) : text;
}

function forwardStep(words: string): Step['carryOut'] {
  const row = /forward (TCP|UDP) (.+):(\d+) → (.+?):(\d+)(, and let it pass .+)?\.$/.exec(words);
  if (!row) throw new NotCarriedOut(words);
  const [, protocol, host = '', publicPort, targetAddress = '', targetPort, passing] = row;
  const side = sideIn(words);
  return (situation) => {
    const outside = publicAddress(side, situation);
    if (filledIn(host, side, situation) !== outside) {
      throw new NotCarriedOut(`the router's address is ${outside}: ${words}`);
    }
    const row: ForwardRule = {
      protocol: protocol === 'TCP' ? 'tcp' : 'udp',
      publicPort: Number(publicPort),
      targetAddress,
      targetPort: Number(targetPort),
    };
    const change = addForward(side, row);
    const forwarded = hasRow(situation, side, row)
      ? situation
      : { ...situation, topology: change(situation.topology) };
    if (passing === undefined) return forwarded;
    const { protocol: carried, publicPort: port } = row;
    return openFirewalls(passing, { protocol: carried, host: outside, port })(forwarded);
  };
}

/** A row for the same port that leads to the same node port serves as well, whichever node it names. */
function hasRow({ topology }: Situation, side: Side, row: ForwardRule): boolean {
  const { nat, nodes } = topology.sites[side];
  return (nat?.forwards ?? []).some(
    ({ protocol, publicPort, targetAddress, targetPort }) =>
      protocol === row.protocol &&
      publicPort === row.publicPort &&
      targetPort === row.targetPort &&
      nodes.some(({ addresses }) => addresses.some(({ address }) => address === targetAddress)) &&
      targetPort !== topology.clusters[side].apiServer.port,
  );
}

function settingsOf(words: string): [string, string][] {
  const list =
    /^Set (.+?) in the Liqo installation of the/.exec(words)?.[1] ??
    /^When installing Liqo in the (?:local|remote) cluster, set (.+?)\.(?: |$)/.exec(words)?.[1];
  if (list === undefined) throw new NotCarriedOut(words);
  return list.split(' and ').map((setting) => {
    const at = setting.indexOf('=');
    return [setting.slice(0, at), setting.slice(at + 1)];
  });
}

/** Node ports that lines of kubectl pin where the chart has no value for them, as values that it might have. */
function patchesOf(commands: readonly string[]): [string, string][] {
  return commands.flatMap((line): [string, string][] => {
    const [, service, port] =
      /^kubectl .*patch service liqo-(auth|gateway) .*\/spec\/ports\/0\/nodePort","value":(\d+)/.exec(line) ??
      [];
    return service === undefined || port === undefined ? [] : [[`${service}.service.nodePort.port`, port]];
  });
}

function valuesStep(words: string, patches: readonly [string, string][]): Step['carryOut'] {
  const side = sideIn(words);
  const settings = [...settingsOf(words), ...patches];
  return (situation) => {
    const installed = withLiqo(situation, side);
    const spec = settings.reduce(
      (changed, [key, value]) => setValue(changed, key, filledIn(value, side, situation)),
      installed,
    );
    const placed = present(situation, side) ? spec : withPortsApart(spec, settings);
    return {
      ...situation,
      topology: onCluster(situation.topology, side, (one) => ({ ...one, liqo: placed })),
    };
  };
}

function present({ topology }: Situation, side: Side): boolean {
  return topology.clusters[side].liqo !== undefined;
}

/** Of two Services of a new installation, the API server gives the one that asked for no node port another than the other's. */
function withPortsApart(spec: LiqoSpec, settings: readonly (readonly [string, string])[]): LiqoSpec {
  if (!('auth' in spec) || spec.auth.nodePort !== spec.gateway.nodePort) return spec;
  const isGatewayPinned = settings.some(([key]) => key === 'gateway.service.nodePort.port');
  return isGatewayPinned
    ? { ...spec, auth: { ...spec.auth, nodePort: nodePorts.auth } }
    : { ...spec, gateway: { ...spec.gateway, nodePort: nodePorts.gateway + 1 } };
}

function onCluster(topology: Topology, side: Side, change: (cluster: ClusterSpec) => ClusterSpec): Topology {
  return { ...topology, clusters: { ...topology.clusters, [side]: change(topology.clusters[side]) } };
}

/** What `liqoctl install` makes where Liqo is absent: the chart's Services, and the kubeconfig's server. */
function withLiqo(situation: Situation, side: Side): LiqoSpec {
  const { topology, servers } = situation;
  const { liqo: present, name } = topology.clusters[side];
  if (present !== undefined) return present;
  const server = servers[side];
  return liqo(versionOf(situation), {
    side,
    clusterName: name,
    ...(server !== undefined && { apiServerAddress: server }),
    auth: { type: 'LoadBalancer', nodePort: nodePorts.auth },
    gateway: { type: 'LoadBalancer', nodePort: nodePorts.gateway },
  });
}

const nodePorts = { auth: 30_443, gateway: 30_742 } as const;

function setValue(spec: LiqoSpec, key: string, value: string): LiqoSpec {
  if (key === 'apiServer.address') return { ...spec, apiServerAddress: value };
  const argument = /^--auth-service-address-override=(.*)$/.exec(value)?.[1];
  if (key === 'controllerManager.pod.extraArgs[0]' && argument !== undefined) {
    return setValue(spec, 'auth.config.addressOverride', argument);
  }
  const [, service, name] = /^(auth|gateway)\.(.+)$/.exec(key) ?? [];
  if (!('auth' in spec) || name === undefined) throw new NotCarriedOut(`nobody knows the value ${key}`);
  return service === 'auth'
    ? { ...spec, auth: setAuth(spec.auth, name, value) }
    : { ...spec, gateway: setService(spec.gateway, { name, value, nodePort: nodePorts.gateway }) };
}

function setAuth(spec: LiqoAuthSpec, name: string, value: string): LiqoAuthSpec {
  return setIngressValue(spec, name, value) ?? setService(spec, { name, value, nodePort: nodePorts.auth });
}

function setService(
  spec: LiqoServiceSpec,
  { name, value, nodePort }: { readonly name: string; readonly value: string; readonly nodePort: number },
): LiqoServiceSpec {
  const { overrideAddress, overridePort, ...rest } = spec;
  const address = overrideAddress === undefined ? {} : { overrideAddress };
  const port = overridePort === undefined ? {} : { overridePort };
  switch (name) {
    case 'service.type': {
      if (value === 'NodePort' || value === 'LoadBalancer') return { nodePort, ...spec, type: value };
      throw new NotCarriedOut(`no Service has type ${value}`);
    }
    case 'service.nodePort.port':
      return { ...spec, nodePort: Number(value) };
    // The chart writes no annotation for an empty value.
    case 'config.addressOverride':
      return { ...rest, ...port, ...(value !== '' && { overrideAddress: value }) };
    case 'portOverride':
    case 'config.portOverride':
      return { ...rest, ...address, ...(value !== '' && { overridePort: Number(value) }) };
    default:
      throw new NotCarriedOut(`nobody knows the value ${name}`);
  }
}

/** The flags of a line, what is not given as liqoctl takes it. */
export function flagsOfLine(line: string, situation: Situation): GatewayFlags {
  const words = shellWords(line);
  const flag = (name: string): string | undefined => {
    const at = words.indexOf(name);
    return at === -1 ? undefined : words[at + 1];
  };
  const location = flag('--gw-server-service-location') === 'Consumer' ? 'Consumer' : 'Provider';
  const side = location === 'Consumer' ? 'local' : 'remote';
  const number = (name: string): number | undefined => {
    const text = flag(name);
    return text === undefined ? undefined : Number(text);
  };
  const clientAddress = flag('--gw-client-address');
  return {
    location,
    type: flag('--gw-server-service-type') === 'NodePort' ? 'NodePort' : 'LoadBalancer',
    ...optional('port', number('--gw-server-service-port')),
    ...optional('nodePort', number('--gw-server-service-nodeport')),
    ...optional('clientAddress', clientAddress && filledIn(clientAddress, side, situation)),
    ...optional('clientPort', number('--gw-client-port')),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function peerStep(line: string): Step['carryOut'] {
  return (situation) => ({
    ...situation,
    intent: {
      ...situation.intent,
      peering: shellWords(line).some((word) => word === '--in-band' || word === 'in-band')
        ? 'in-band'
        : situation.intent.peering,
      ...(line.startsWith('liqoctl peer in-band') ? {} : { gateway: flagsOfLine(line, situation) }),
    },
  });
}

function infrastructureStep(words: string): Step['carryOut'] {
  const side = sideIn(words);
  const named = /^Let the certificate of the API server of the (?:local|remote) cluster name (.+?):/.exec(
    words,
  )?.[1];
  if (named !== undefined) {
    return (situation) => ({
      ...situation,
      topology: onCluster(situation.topology, side, (cluster) => ({
        ...cluster,
        apiServer: {
          ...cluster.apiServer,
          certificateNames: [...cluster.apiServer.certificateNames, filledIn(named, side, situation)],
        },
      })),
    });
  }
  if (words.includes('load balancer controller')) return repairLoadBalancers(side);
  const opened = /(TCP|UDP) (\S+):(\d+)/.exec(words);
  if (opened) {
    const [, protocol, host = '', port] = opened;
    return openFirewalls(words, { protocol: protocol === 'TCP' ? 'tcp' : 'udp', host, port: Number(port) });
  }
  throw new NotCarriedOut(words);
}

/** A controller that works; its addresses are public where the cluster's nodes can have such. */
function repairLoadBalancers(side: Side): Step['carryOut'] {
  return (situation) => {
    const { lan, nat } = situation.topology.sites[side];
    const isCloud = situation.topology.clusters[side].apiServer.place === 'provided';
    const prefix = isCloud ? (nat?.publicAddress ?? '') : lan.subnet;
    const pool = addressPool(prefix.split('.').slice(0, 3).join('.'));
    const half = pool.filter((_, index) => (side === 'local' ? index < 15 : index >= 15));
    const loadBalancer = { kind: 'address', pool: half } as const;
    return {
      ...situation,
      topology: onCluster(situation.topology, side, (one) => ({ ...one, loadBalancer })),
    };
  };
}

interface Opening {
  readonly protocol: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
}

/** Lets packets to a port, or replies from it, pass out of one cluster and into the other, as the words name them. */
function openFirewalls(words: string, { protocol, host, port }: Opening): Step['carryOut'] {
  const [, from, to] =
    /out of the (local|remote) cluster and into the (local|remote) cluster/.exec(words) ?? [];
  if (from === undefined || to === undefined) throw new NotCarriedOut(words);
  const [outOf, into]: [Side, Side] = from === 'local' ? ['local', 'remote'] : ['remote', 'local'];
  const isReply = words.includes('the replies');
  const common = { protocol, port, action: 'accept', ...(isReply && { replies: true }) } as const;
  return (situation) => {
    const rule = { ...common, address: addressOf(situation.topology, host) };
    const changes = [
      addFirewallRule(outOf, { ...rule, direction: 'out' }),
      addFirewallRule(into, { ...rule, direction: 'in' }),
    ];
    const topology = changes.reduce((changed, change) => change(changed), situation.topology);
    if (!words.includes('let the load balancer carry UDP')) return { ...situation, topology };
    const carrying = onCluster(topology, into, (cluster) => ({
      ...cluster,
      loadBalancer: carryingAll(cluster.loadBalancer),
    }));
    return { ...situation, topology: carrying };
  };
}

function carryingAll(spec: ClusterSpec['loadBalancer']): ClusterSpec['loadBalancer'] {
  if (spec.kind !== 'address') return spec;
  const { kind, pool, domain } = spec;
  return { kind, pool, ...(domain !== undefined && { domain }) };
}
