import type { LiqoAuthSpec, LiqoServiceSpec, LiqoSpec } from '../../../src/lab/topology/cluster-spec.js';
import { liqo } from '../../../src/lab/topology/liqo-spec.js';
import type { GatewayFlags, Side } from '../../../src/model/peering.js';
import type { Situation } from './expected.js';
import { versionOf } from './expected.js';
import { setIngressValue } from './set-ingress.js';
import { filledIn, NotCarriedOut, onCluster } from './situation-changes.js';

/** What a shell has done so far: lines build on each other. */
export interface Desk {
  readonly situation: Situation;
  /** Whether helm knows Liqo's chart. */
  readonly hasChart: boolean;
  /** For which cluster `liqoctl install` has written a file of values. */
  readonly valuesFor?: Side | undefined;
  /** The provider that it was told, such as `kubeadm`. */
  readonly installer?: string | undefined;
}

/** A desk before any line was run. */
export function cleanDesk(situation: Situation): Desk {
  return { situation, hasChart: false };
}

/** A command line as a shell splits it. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

const chart = ['liqo', 'liqo/liqo', '--namespace', 'liqo', '--version'];
const generated =
  /^(?:KUBECONFIG=local\.yaml )?\$\((?:KUBECONFIG=remote\.yaml liqoctl generate-add-command --only-command|liqoctl generate peer-command --only-command --kubeconfig remote\.yaml)\)(?: --kubeconfig local\.yaml)?$/;
const connected = 'liqoctl connect --config1 local.yaml --config2 remote.yaml && ';

/** Runs one line, given as its words; throws where it would fail, or where it is not a line that anybody prints. */
export function runLine(words: readonly string[], desk: Desk): Desk {
  const line = words.join(' ');
  const [program, command] = words;
  if (isOfOtherPeering(words)) return desk;
  if (line === 'helm repo add liqo https://helm.liqo.io/') return { ...desk, hasChart: true };
  if (program === 'helm' && command === 'upgrade') return upgrade(words.slice(2), desk);
  if (program === 'helm' && command === 'install') return install(words.slice(2), desk);
  if (program === 'kubectl') return patch(words, desk);
  if (line.startsWith(connected))
    return peered(desk, 'in-band', generated.test(line.slice(connected.length)));
  if (generated.test(line)) return peered(desk, 'out-of-band', true);
  if (program === 'liqoctl' && command === 'peer') return peer(words.slice(2), desk);
  const own = /^KUBECONFIG=(local|remote)\.yaml$/.exec(program ?? '')?.[1];
  if (own !== undefined) return liqoctlInstall(words.slice(1), desk, own === 'local' ? 'local' : 'remote');
  return liqoctlInstall(words, desk, undefined);
}

/**
 * Whether a line takes a peering with a third cluster down, makes it anew, or tells that cluster something: nothing of
 * that changes whether these two can peer (`check-peerings.ts` looks at these lines).
 */
export function isOfOtherPeering(words: readonly string[]): boolean {
  const [program, command, name = ''] = words;
  const isNamed = !name.startsWith('-') && name !== 'in-band';
  if (program === 'kubectl') {
    return words.includes('foreignclusters') || words.slice(-2).join(' ') === managerRollout;
  }
  if (program !== 'liqoctl') return false;
  return command === 'authenticate' || ((command === 'peer' || command === 'unpeer') && isNamed);
}

const managerRollout = 'status deployment/liqo-controller-manager';

/** The cluster that a line is about, by its kubeconfig. */
function sideOf(words: readonly string[]): Side {
  const file = valueAfter(words, '--kubeconfig');
  if (file === 'local.yaml') return 'local';
  if (file === 'remote.yaml') return 'remote';
  throw new NotCarriedOut(`for which cluster is: ${words.join(' ')}`);
}

function valueAfter(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at === -1 ? undefined : words[at + 1];
}

function upgrade(words: readonly string[], desk: Desk): Desk {
  const side = sideOf(words);
  const present = desk.situation.topology.clusters[side].liqo;
  if (present === undefined) throw new NotCarriedOut(`Liqo is not installed in the ${side} cluster yet`);
  demandChart(words, present.version, desk);
  // Without it helm puts all other values back to the chart's own.
  if (!words.includes('--reuse-values')) throw new NotCarriedOut('helm upgrade forgets all other values');
  return { ...desk, situation: withSettings(desk.situation, side, settingsIn(words)) };
}

function demandChart(words: readonly string[], version: string, { hasChart }: Desk): void {
  if (!hasChart) throw new NotCarriedOut('helm does not know the repository liqo');
  const expected = [...chart, version];
  if (!expected.every((word, index) => words[index] === word)) {
    throw new NotCarriedOut(`that is not the chart of Liqo: helm … ${words.join(' ')}`);
  }
}

function install(words: readonly string[], desk: Desk): Desk {
  const side = sideOf(words);
  demandAbsent(side, desk.situation);
  demandChart(words, versionOf(desk.situation), desk);
  const isWritten = words.includes('--values');
  if (isWritten && desk.valuesFor !== side) throw new NotCarriedOut('there is no file of values');
  // The chart's own default is what Liqo finds out by itself; what liqoctl writes names the kubeconfig's server.
  const installed = installedLiqo(desk.situation, side, isWritten ? (desk.installer ?? '') : undefined);
  return { ...desk, situation: withSettings(installed, side, settingsIn(words)) };
}

/** helm and liqoctl refuse, or forget the values that were set the first time. */
function demandAbsent(side: Side, { topology }: Situation): void {
  if (topology.clusters[side].liqo !== undefined) {
    throw new NotCarriedOut(`Liqo is installed in the ${side} cluster already`);
  }
}

function liqoctlInstall(words: readonly string[], desk: Desk, own: Side | undefined): Desk {
  if (words[0] !== 'liqoctl' || words[1] !== 'install') {
    throw new NotCarriedOut(`what line is this: ${words.join(' ')}`);
  }
  const side = own ?? sideOf(words);
  demandAbsent(side, desk.situation);
  if (valueAfter(words, '--version') !== versionOf(desk.situation)) {
    throw new NotCarriedOut(`which release does this install: ${words.join(' ')}`);
  }
  const [, , installer = ''] = words;
  if (words.includes('--only-output-values')) return { ...desk, valuesFor: side, installer };
  const installed = installedLiqo(desk.situation, side, installer);
  return { ...desk, situation: withSettings(installed, side, settingsIn(words)) };
}

/** Node ports that an API server gives; nothing that is printed knows them. */
const givenNodePorts = { auth: 31_998, gateway: 31_997 } as const;

/**
 * What is made where Liqo is absent: the chart's Services, and, by liqoctl, node ports for kind and k3s
 * (pkg/liqoctl/install/{kind,k3s}/provider.go@v0.3.2–v0.10.3) and the kubeconfig's server.
 */
function installedLiqo(situation: Situation, side: Side, installer: string | undefined): Situation {
  const { name } = situation.topology.clusters[side];
  const server = installer === undefined ? undefined : situation.servers[side];
  const type = installer === 'kind' || installer === 'k3s' ? 'NodePort' : 'LoadBalancer';
  const spec = liqo(versionOf(situation), {
    side,
    clusterName: name,
    ...(server !== undefined && { apiServerAddress: server }),
    auth: { type, nodePort: givenNodePorts.auth },
    gateway: { type, nodePort: givenNodePorts.gateway },
    asksAws: installer === 'eks',
  });
  return onCluster(situation, side, (cluster) => ({ ...cluster, liqo: spec }));
}

/** Settings of a line: `--set key=value`, and the flag of `liqoctl install` that stands for one. */
export function settingsIn(words: readonly string[]): [key: string, value: string][] {
  return words.flatMap((word, index): [string, string][] => {
    const value = words[index + 1] ?? '';
    if (word === '--api-server-url') return [['apiServer.address', value]];
    if (word !== '--set') return [];
    const at = value.indexOf('=');
    return [[value.slice(0, at), value.slice(at + 1)]];
  });
}

/** What makes a cluster itself known when Liqo is installed without liqoctl. */
export function isIdentity(key: string): boolean {
  return /^(?:discovery\.config\.clusterName|networkManager\.config\.(?:pod|service)CIDR)$/.test(key);
}

function withSettings(situation: Situation, side: Side, settings: readonly [string, string][]): Situation {
  const { liqo: present } = situation.topology.clusters[side];
  if (present === undefined) throw new NotCarriedOut('there is nothing to set');
  const spec = settings
    .filter(([key]) => !isIdentity(key))
    .reduce((changed, [key, value]) => setValue(changed, key, filledIn(value, side, situation)), present);
  return onCluster(situation, side, (cluster) => ({ ...cluster, liqo: spec }));
}

function setValue(spec: LiqoSpec, key: string, value: string): LiqoSpec {
  if (key === 'apiServer.address') return { ...spec, apiServerAddress: value };
  const argument = /^--auth-service-address-override=(.*)$/.exec(value)?.[1];
  if (key === 'controllerManager.pod.extraArgs[0]' && argument !== undefined) {
    return setValue(spec, 'auth.config.addressOverride', argument);
  }
  const [, service, name] = /^(auth|gateway)\.(.+)$/.exec(key) ?? [];
  if (!('auth' in spec) || name === undefined) throw new NotCarriedOut(`nobody knows the value ${key}`);
  const changed =
    service === 'auth'
      ? { ...spec, auth: setAuth(spec.auth, name, value) }
      : { ...spec, gateway: setService(spec.gateway, { name, value, nodePort: givenNodePorts.gateway }) };
  return apart(changed);
}

/** A node port that one Service is told is not given to the other one. */
function apart<T extends Extract<LiqoSpec, { readonly auth: unknown }>>(spec: T): T {
  const { auth, gateway } = spec;
  if (auth.nodePort === undefined || auth.nodePort !== gateway.nodePort) return spec;
  return gateway.nodePort === givenNodePorts.gateway
    ? { ...spec, gateway: { ...gateway, nodePort: givenNodePorts.gateway - 2 } }
    : { ...spec, auth: { ...auth, nodePort: givenNodePorts.auth - 2 } };
}

function setAuth(spec: LiqoAuthSpec, name: string, value: string): LiqoAuthSpec {
  return (
    setIngressValue(spec, name, value) ?? setService(spec, { name, value, nodePort: givenNodePorts.auth })
  );
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
      // Clouds read annotations; those of the lab make load balancers without them.
      if (name.startsWith('service.annotations.')) return spec;
      throw new NotCarriedOut(`nobody knows the value ${name}`);
  }
}

/** Pins a node port of a Service for which the chart has no value. */
function patch(words: readonly string[], desk: Desk): Desk {
  const side = sideOf(words);
  const [, service, port] =
    /^kubectl .*--namespace liqo patch service liqo-(auth|gateway) --type json --patch \[{"op":"add","path":"\/spec\/ports\/0\/nodePort","value":(\d+)}\]$/.exec(
      words.join(' '),
    ) ?? [];
  if (service === undefined || port === undefined) throw new NotCarriedOut(`what is: ${words.join(' ')}`);
  const present = desk.situation.topology.clusters[side].liqo;
  if (present === undefined || !('auth' in present)) throw new NotCarriedOut('there is no Service to patch');
  const spec = service === 'auth' ? present.auth : present.gateway;
  if (spec.type === 'ClusterIP') throw new NotCarriedOut(`Service liqo-${service} has no node port`);
  const setting: [string, string] = [`${service}.service.nodePort.port`, port];
  return { ...desk, situation: withSettings(desk.situation, side, [setting]) };
}

function peered(desk: Desk, peering: 'in-band' | 'out-of-band', isWhole: boolean): Desk {
  if (!isWhole) throw new NotCarriedOut('that is no line that adds a peer');
  return { ...desk, situation: { ...desk.situation, intent: { ...desk.situation.intent, peering } } };
}

/** The line decides: what it does not name is as liqoctl has it. */
function peer(words: readonly string[], desk: Desk): Desk {
  const isOld = words[0] === 'in-band';
  const rest = isOld ? words.slice(1) : words;
  const named = ['--kubeconfig', 'local.yaml', '--remote-kubeconfig', 'remote.yaml'];
  if (!named.every((word, index) => rest[index] === word)) {
    throw new NotCarriedOut(`which clusters does this peer: ${words.join(' ')}`);
  }
  if (isOld) return peered(desk, 'in-band', rest.length === named.length);
  const { situation } = desk;
  const peering = rest.includes('--in-band') ? 'in-band' : 'out-of-band';
  const gateway = flagsIn(rest.slice(named.length), situation);
  return { ...desk, situation: { ...situation, intent: { ...situation.intent, peering, gateway } } };
}

const gatewayFlags = {
  '--gw-server-service-location': 'location',
  '--gw-server-service-type': 'type',
  '--gw-server-service-port': 'port',
  '--gw-server-service-nodeport': 'nodePort',
  '--gw-client-address': 'clientAddress',
  '--gw-client-port': 'clientPort',
} as const;

/** The gateway flags of a line of `liqoctl peer` as they stand there. */
export function rawFlagsIn(words: readonly string[]): Readonly<Partial<Record<string, string>>> {
  const flags: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const name = Object.entries(gatewayFlags).find(([flag]) => flag === word)?.[1];
    const value = words[at + 1];
    if (word === '--in-band') continue;
    if (name === undefined || value === undefined)
      throw new NotCarriedOut(`no flag of liqoctl peer: ${word}`);
    flags[name] = value;
    at += 1;
  }
  return flags;
}

/** The flags of a line, what is not given as liqoctl takes it. */
function flagsIn(words: readonly string[], situation: Situation): GatewayFlags {
  const { location, type, port, nodePort, clientAddress, clientPort } = rawFlagsIn(words);
  const side = location === 'Consumer' ? 'local' : 'remote';
  return {
    location: location === 'Consumer' ? 'Consumer' : 'Provider',
    type: type === 'NodePort' ? 'NodePort' : 'LoadBalancer',
    ...(port !== undefined && { port: Number(port) }),
    ...(nodePort !== undefined && { nodePort: Number(nodePort) }),
    ...(clientAddress !== undefined && { clientAddress: filledIn(clientAddress, side, situation) }),
    ...(clientPort !== undefined && { clientPort: Number(clientPort) }),
  };
}
