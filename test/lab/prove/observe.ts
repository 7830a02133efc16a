import { isIP } from 'node:net';

import type { InProcessLab } from '../../../src/lab/in-process/start-in-process.js';
import type { Listening } from '../../../src/lab/in-process/listener-table.js';
import { ingressRoute } from '../../../src/lab/ingress/ingress-rules.js';
import type { AddressAndPort, Host } from '../../../src/lab/network/packet.js';
import type { Arrival } from '../../../src/model/agent-event.js';
import type { ProbeTask } from '../../../src/model/agent-plan.js';
import type { Certificate, Observation } from '../../../src/model/observation.js';
import { sides } from '../../../src/model/peering.js';
import { classifyCode, tellingRank } from '../../../src/probe/classify.js';
import type { AtGateway } from './gateway-captures.js';
import { datagramsSent, watchGateways } from './gateway-captures.js';

/** What a prober pod sees, and what the responder saw of it. */
export interface Seen {
  readonly observation: Observation;
  readonly arrival?: Arrival;
  /** What came to a live gateway. */
  readonly atGateway?: AtGateway;
}

type Findings = Pick<Observation, 'outcome'> & Partial<Observation>;

/** A probe that the model of the agent knows. The others decide no requirement on a network that passes all sizes and kinds. */
type ModelledTask = Exclude<ProbeTask, { kind: 'path-mtu' | 'stand-in-wireguard' | 'mapping' }>;

/** Whether the model of the agent knows a probe of this kind. */
export function isModelled(task: ProbeTask): task is ModelledTask {
  return task.kind !== 'path-mtu' && task.kind !== 'stand-in-wireguard' && task.kind !== 'mapping';
}

/** What the agent would see of one probe, by the network's word on its packets. */
export function observe(lab: InProcessLab, task: ModelledTask, from: Host & { kind: 'pod' }): Seen {
  const { id, purpose, service, target, host, port, kind } = task;
  const protocol = kind === 'stand-in-tcp' ? 'tcp' : service === 'gateway' ? 'udp' : 'https';
  const common = { id, purpose, service, target, host, port, protocol } as const;
  const { sent, arrived } =
    task.kind === 'live-gateway'
      ? watchGateways(lab, () => findings(lab, task, from))
      : { sent: findings(lab, task, from), arrived: undefined };
  const { arrival, ...seen } = sent;
  const observation: Observation = { ...common, from: from.side, view: 'pod', timingsMs: {}, ...seen };
  return { observation, ...(arrival && { arrival }), ...(arrived && { atGateway: arrived }) };
}

function findings(lab: InProcessLab, task: ModelledTask, from: Host): Findings & { arrival?: Arrival } {
  const resolution = lab.network.resolve(from, task.host);
  if (!resolution.ok) return { ...classifyCode(resolution.code, 'dns'), phase: 'dns' };
  const all = resolution.addresses.map((address) => {
    const named = isIP(task.host) === 0 ? { address } : {};
    return { ...named, ...findingsAt(lab, task, { from, to: { address, port: task.port } }) };
  });
  return decisive(task, all);
}

function findingsAt(lab: InProcessLab, task: ModelledTask, { from, to }: Way): AtAddress {
  switch (task.kind) {
    case 'stand-in-udp':
      return { phase: 'udp', ...datagrams(lab, task, { from, to }) };
    case 'live-gateway': {
      const statistics = { sent: datagramsSent, received: 0, duplicates: 0 };
      return { phase: 'udp', datagrams: statistics, ...datagrams(lab, task, { from, to }) };
    }
    case 'stand-in-tcp':
    case 'auth':
    case 'api-server': {
      const dialled = dial(lab, from, to);
      return 'outcome' in dialled ? { phase: 'tcp', ...dialled } : speak(lab, task, dialled);
    }
  }
}

type AtAddress = Findings & { readonly arrival?: Arrival };

/** Which of a name's addresses the agent reports (`probeAddresses`, `dialledAddresses`). */
function decisive(task: ModelledTask, all: readonly AtAddress[]): AtAddress {
  if (task.kind === 'stand-in-udp' || task.kind === 'live-gateway') return dialled(task, all);
  const connected = all.filter(({ phase, outcome }) => phase !== 'tcp' || outcome === 'open');
  return connected.find(({ outcome }) => outcome !== 'open') ?? connected[0] ?? mostTelling(all);
}

function dialled(
  { endpointChoice }: ModelledTask & { kind: 'stand-in-udp' | 'live-gateway' },
  all: readonly AtAddress[],
): AtAddress {
  const isOf = ({ address = '' }: AtAddress, family: 4 | 6): boolean => isIP(address) === family;
  const [ipv4, ipv6] = ([4, 6] as const).map((family) => all.filter((one) => isOf(one, family)));
  if (endpointChoice === undefined || ipv4?.[0] === undefined || ipv6?.[0] === undefined) return best(all);
  const [first] = ipv6;
  const isRouted = first.cause !== 'network-unreachable' && !/^f[cd]/.test(first.address ?? '');
  switch (endpointChoice) {
    case 'ipv4-first':
      return best(ipv4);
    case 'ranked':
      return best(isRouted ? ipv6 : ipv4);
  }
}

function best(all: readonly AtAddress[]): AtAddress {
  return all.find(({ outcome }) => outcome === 'replied') ?? mostTelling(all);
}

function mostTelling(all: readonly AtAddress[]): AtAddress {
  const [first = { outcome: 'error' }] = all.toSorted((one, other) => tellingRank(one) - tellingRank(other));
  return first;
}

interface Dialled {
  readonly listening: Listening;
  readonly source: AddressAndPort;
}

function dial(lab: InProcessLab, from: Host, to: AddressAndPort): Dialled | Findings {
  const sourcePort = lab.network.ephemeralPort();
  const verdict = lab.network.verdict({ from, sourcePort, protocol: 'tcp', destination: to });
  switch (verdict.kind) {
    case 'deliver': {
      const listener = lab.network.tcpListener(verdict.host, verdict.port);
      const listening = listener && lab.listeners.get(listener.loopbackPort);
      return listening ? { listening, source: verdict.source } : { outcome: 'refused' };
    }
    case 'port-unreachable':
    case 'tcp-reset':
      return { outcome: 'refused' };
    case 'host-unreachable':
      return { outcome: 'unreachable', cause: 'host-unreachable' };
    case 'network-unreachable':
      return { outcome: 'unreachable', cause: 'network-unreachable' };
    case 'drop':
      return { outcome: 'filtered' };
  }
}

function speak(
  lab: InProcessLab,
  task: Extract<ProbeTask, { kind: 'stand-in-tcp' | 'auth' | 'api-server' }>,
  { listening, source }: Dialled,
): Findings {
  if (task.kind === 'stand-in-tcp') {
    if (listening.kind !== 'responder') throw new Error('a stand-in probe met another server');
    return { outcome: 'open', phase: 'tcp', observedSource: `${source.address}:${source.port}` };
  }
  if (listening.kind === 'responder')
    return { outcome: 'tls-failure', phase: 'tls', cause: 'accepted-then-silent' };
  if (listening.kind === 'auth' && !listening.tls) return plainAnswer;
  if (listening.kind === 'ingress' && task.kind === 'auth') return askIngress(lab, task, listening);
  return task.kind === 'auth' ? askAuth(task, listening, lab) : askApiServer(task, listening, lab);
}

/** A server of plain HTTP takes the greeting of TLS for a bad request. */
const plainAnswer: Findings = { outcome: 'tls-failure', cause: 'not-tls', phase: 'tls', httpStatus: 400 };

function askIngress(
  lab: InProcessLab,
  task: ProbeTask & { kind: 'auth' },
  listening: Listening & { kind: 'ingress' },
): Findings {
  const { store } = lab.clusters[listening.side].api;
  const route = ingressRoute(store, listening.controller, task.host);
  const certificate = certificateOf(listening, task.host, lab);
  const strange = (httpStatus: number, cause = 'unexpected-status'): Findings => ({
    outcome: 'wrong-service',
    cause,
    phase: 'http',
    httpStatus,
    certificate,
  });
  if (route === undefined) return strange(404);
  const backend = dial(lab, listening.host, route);
  if ('outcome' in backend || backend.listening.kind !== 'auth') return strange(503);
  const { tls } = backend.listening;
  if (route.protocol === 'passthrough') return speak(lab, task, backend);
  if (route.protocol === 'https' && !tls) return strange(502);
  if (route.protocol === 'http' && tls) return strange(400, 'plain-http-to-tls-backend');
  return { ...askAuth(task, backend.listening, lab), certificate };
}

function askAuth(task: ProbeTask & { kind: 'auth' }, listening: Listening, lab: InProcessLab): Findings {
  const certificate = certificateOf(listening, task.host, lab);
  if (listening.kind !== 'auth') {
    return {
      outcome: 'wrong-service',
      cause: 'unexpected-status',
      phase: 'http',
      httpStatus: 404,
      certificate,
    };
  }
  const { clusterId } = listening;
  const isExpected = task.clusterId === undefined || task.clusterId === clusterId;
  return {
    outcome: isExpected ? 'open' : 'wrong-cluster',
    phase: 'http',
    httpStatus: 200,
    clusterId,
    certificate,
  };
}

function askApiServer(
  task: ProbeTask & { kind: 'api-server' },
  listening: Listening,
  lab: InProcessLab,
): Findings {
  const own = lab.clusters[task.target].api;
  const isOwn = listening.kind === 'api-server' && listening.side === task.target;
  const trusted = isOwn && task.certificateAuthority === own.certificateAuthority;
  const certificate = { ...certificateOf(listening, task.host, lab), trusted };
  if (!trusted) {
    return listening.kind === 'api-server'
      ? { outcome: 'wrong-cluster', cause: 'other-authority', phase: 'tls', certificate }
      : { outcome: 'tls-failure', cause: 'unknown-authority', phase: 'tls', certificate };
  }
  if (!certificate.nameMatches)
    return { outcome: 'tls-failure', cause: 'wrong-name', phase: 'tls', certificate };
  const kubernetesVersion = own.spec.kubernetesVersion;
  return { outcome: 'open', phase: 'http', httpStatus: 200, kubernetesVersion, certificate };
}

function certificateOf(listening: Listening, host: string, { clusters }: InProcessLab): Certificate {
  const own = { subject: 'CN=Liqo', issuer: 'CN=Liqo', names: [] };
  const fake = 'CN=Kubernetes Ingress Controller Fake Certificate';
  const { subject, issuer, names } =
    listening.kind === 'api-server'
      ? {
          subject: 'CN=kube-apiserver',
          issuer: 'CN=kubernetes',
          names: [...clusters[listening.side].certificateNames],
        }
      : listening.kind === 'ingress'
        ? { subject: fake, issuer: fake, names: ['ingress.local'] }
        : own;
  return {
    subject,
    issuer,
    names: [...names],
    notBefore: '2025-01-01T00:00:00.000Z',
    notAfter: '2055-01-01T00:00:00.000Z',
    fingerprint: listening.kind,
    trusted: null,
    nameMatches: names.includes(host),
  };
}

interface Way {
  readonly from: Host;
  readonly to: AddressAndPort;
}

/** The port that the responder of this run binds. */
const responderPort = 10_512;

/** One datagram through the network's own connection tracking; the responder's answer comes back by itself. */
function datagrams(lab: InProcessLab, task: ProbeTask, { from, to }: Way): Findings & { arrival?: Arrival } {
  const { network } = lab;
  if (!network.hasRoute(from, to.address)) return { outcome: 'unreachable', cause: 'network-unreachable' };
  const answers: number[] = [];
  const port = network.bindUdp(from, 0, ({ port: answered }) => answers.push(answered));
  if (port === undefined) throw new Error('no free port');
  const arrivals: string[] = [];
  const responders = sides.map((side) => responderOf(lab, side)).filter((host) => host !== undefined);
  for (const host of responders) {
    network.bindUdp(host, responderPort, (datagram) => {
      arrivals.push(`${datagram.address}:${datagram.port}`);
      network.sendDatagram({ host, port: responderPort }, datagram, new Uint8Array(1));
    });
  }
  const fate = network.sendDatagram({ host: from, port }, to, new Uint8Array(1));
  network.unbindUdp(from, port);
  for (const host of responders) network.unbindUdp(host, responderPort);
  const [source] = arrivals;
  const arrival = source === undefined ? {} : { arrival: { probe: task.id, received: 4, source } };
  if (answers.length > 0) return { outcome: 'replied', observedSource: source ?? '', ...arrival };
  if (fate.kind === 'refused') return { outcome: 'refused' };
  if (task.purpose !== 'control' && isHostAbsent(lab, { from, to })) {
    return { outcome: 'unreachable', cause: 'host-absent' };
  }
  return { outcome: 'silent', ...arrival };
}

/** The connection attempt beside a silent round: only an address that nobody has says so this late. */
function isHostAbsent({ network }: InProcessLab, { from, to }: Way): boolean {
  const verdict = network.verdict({ from, sourcePort: 1, protocol: 'tcp', destination: to });
  return verdict.kind === 'host-unreachable' && verdict.afterMs >= 2500;
}

function responderOf(lab: InProcessLab, side: 'local' | 'remote'): Host | undefined {
  return responders.get(lab)?.[side];
}

type Responders = Partial<Record<'local' | 'remote', Host>>;
const responders = new WeakMap<InProcessLab, Responders>();

/** Names the pod that plays the responder. */
export function setResponder(lab: InProcessLab, host: Host & { kind: 'pod' }): void {
  const known = responders.get(lab) ?? {};
  known[host.side] = host;
  responders.set(lab, known);
}
