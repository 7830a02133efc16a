import { advertisedAuth } from '../../liqo/advertised-auth.js';
import type { LanSight, UnicastContrast } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import type { Finding, FindingStatus } from '../../model/finding.js';
import { peerOf, type Side } from '../../model/peering.js';
import { heardSentence, troubles } from '../evidence/lan-words.js';
import { lanRemedy } from '../rules/catalogue-discovery.js';
import { makeFinding } from '../rules/finding.js';
import { silencingFinding } from './silencing-finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-005, LD-DISC-011 and LD-DISC-012: what was heard in the LAN, and why not more, from each place. */
export function silenceFindings(
  evidence: DiscoveryEvidence,
  configuration: readonly Finding[],
): readonly Finding[] {
  const { by, view, lan, remoteLan, nodeViewRefused } = evidence;
  if (by !== 'lan') return [];
  if (view === 'operator') return seenFrom({ side: 'local', lan }, evidence, configuration);
  const isOfBoth = remoteLan !== undefined || nodeViewRefused?.remote !== undefined;
  const local = seenFrom({ side: 'local', lan }, evidence, configuration);
  if (!isOfBoth) return local;
  const remote = seenFrom({ side: 'remote', lan: remoteLan }, evidence, configuration);
  return [
    ...local.map((finding) => from('local', finding)),
    ...remote.map((finding) => from('remote', finding)),
  ];
}

/** Where was listened: at a node of this cluster, or at the operator's machine, which listens for the local cluster. */
interface Place {
  readonly side: Side;
  /** Absent where no pod could listen. */
  readonly lan: LanSight | undefined;
}

function from(side: Side, finding: Finding): Finding {
  return { ...finding, from: side };
}

function seenFrom(
  { side, lan }: Place,
  evidence: DiscoveryEvidence,
  configuration: readonly Finding[],
): readonly Finding[] {
  if (lan === undefined) {
    const refusal = evidence.nodeViewRefused?.[side] ?? 'it was not tried';
    const reason = `No pod could look from a node's own network, and a pod network carries no multicast: ${refusal}.`;
    return [makeFinding('LD-DISC-012', { status: 'unknown', reason })];
  }
  return [
    ...(evidence.view === 'operator' ? [] : [makeFinding('LD-DISC-012', { status: 'pass' })]),
    heardFinding({ side, lan }, evidence, configuration),
    ...floodFindings(lan),
  ];
}

function heardFinding(
  { side, lan }: { readonly side: Side; readonly lan: LanSight },
  evidence: DiscoveryEvidence,
  configuration: readonly Finding[],
): Finding {
  const code = 'LD-DISC-005';
  const peer = peerOf(side);
  const wanted = instanceOf(evidence.facts[peer]);
  const own = instanceOf(evidence.facts[side]);
  const present = lan.announcements.filter(
    ({ instance, state }) => state === 'present' && (own === undefined || !isSame(instance, own)),
  );
  const isHeard =
    wanted === undefined ? present.length > 0 : present.some(({ instance }) => isSame(instance, wanted));
  if (isHeard) return makeFinding(code, { status: 'pass' });
  const silent =
    silencingFinding(peer, evidence.facts[peer], configuration) ??
    configuration.find(({ cluster, status, code: other }) => {
      const isOfNone = cluster === undefined && evidence.facts[peer] === undefined;
      return isOfNone && other === 'LD-DISC-001' && status === 'warn';
    });
  if (silent !== undefined) {
    const subject =
      silent.cluster === undefined ? 'Clusters with this release announce' : `The ${peer} cluster announces`;
    const reason = `${subject} nothing: see ${silent.code}.`;
    return makeFinding(code, { status: 'skip', dependsOn: [silent.code], reason });
  }
  const { status, sentences } = explain(evidence, lan, peer);
  const subject = wanted === undefined ? 'No cluster was heard' : `Cluster ${wanted} was not heard`;
  const first = `${subject} within ${(lan.listenedMs / 1000).toFixed(1)} s.`;
  const remedy = lan.interfaces.length === 0 ? interfaceRemedy : byHand(peer, evidence);
  return makeFinding(code, { status, reason: [first, ...sentences].join(' '), remedy });
}

const interfaceRemedy = 'Name an interface that there is with --interface, or leave it out to look by all.';

/** The general remedy with the URL that the other cluster advertises; `undefined` where that is not known. */
function byHand(peer: Side, { facts, release }: DiscoveryEvidence): string | undefined {
  const cluster = facts[peer];
  const endpoint = cluster?.known === true ? advertisedAuth(cluster.value, release).endpoint : null;
  const port = endpoint?.ports[0];
  if (endpoint === null || port === undefined) return undefined;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  const url = `https://${host}:${port}`;
  return `${lanRemedy} Or add the cluster by hand: liqo-doctor discover --auth-url ${url} tells the line.`;
}

/** The ID that a cluster is announced by, where its kubeconfig was given. */
function instanceOf(facts: DiscoveryEvidence['facts'][Side]): string | undefined {
  return facts?.known === true ? valueOf(facts.value.liqo.clusterId) : undefined;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Explanation {
  readonly status: FindingStatus;
  readonly sentences: readonly string[];
}

function explain(
  { facts, view, namedInterfaces = [] }: DiscoveryEvidence,
  lan: LanSight,
  peer: Side,
): Explanation {
  const machine = view === 'operator' ? 'this machine' : 'the node';
  const { interfaces, contrasts } = lan;
  if (interfaces.length === 0) {
    const sentences =
      namedInterfaces.length > 0
        ? [`There is no interface ${namedInterfaces.join(' or ')} with an address on ${machine}.`]
        : [`There is no interface by which a cluster could be heard on ${machine}; --interface names one.`];
    return { status: 'unknown', sentences };
  }
  const answered = contrasts.filter(({ outcome }) => outcome === 'answered');
  if (answered.length > 0) {
    const senders = answered.map(({ address }) => address).join(', ');
    return {
      status: 'warn',
      sentences: [
        `An mDNS responder at ${senders} answers by unicast and not to the group: multicast is lost on the way, by IGMP snooping without a querier, by a switch or an access point that keeps its clients apart, or by a firewall.`,
      ],
    };
  }
  const sentences = [
    ...troubles(interfaces),
    ...contrasts.map((contrast) => contrastSentence(contrast, machine)),
    heardSentence(interfaces),
    ...(facts[peer] === undefined ? [remoteHint] : []),
  ];
  const isElsewhere = contrasts.length > 0 && contrasts.every((each) => each.interface === undefined);
  return { status: isElsewhere ? 'warn' : 'unknown', sentences };
}

const remoteHint =
  'With --remote <kubeconfig> its settings are looked at and its nodes asked by unicast too.';

function contrastSentence({ address, outcome, interface: name }: UnicastContrast, machine: string): string {
  if (name === undefined) {
    return `Node ${address} is in none of ${machine}'s networks: another broadcast domain or VLAN, into which mDNS does not pass.`;
  }
  switch (outcome) {
    case 'answered':
      return `Node ${address} answers by unicast.`;
    case 'refused':
      return `Node ${address} is a neighbour at ${name} and refuses UDP 5353: nobody announces anything there, liqo-discovery may run on another node.`;
    case 'silent':
      return `Node ${address} is a neighbour at ${name} and does not answer on UDP 5353 by unicast either: liqo-discovery runs on another node, or a firewall drops the port.`;
  }
}

/** LD-DISC-011. */
function floodFindings({ leftOut, announcements }: LanSight): Finding[] {
  const { instances, messages } = leftOut;
  if (instances === 0 && messages === 0) return [];
  const bySender = new Map<string, number>();
  for (const { senders } of announcements) {
    for (const sender of senders) bySender.set(sender, (bySender.get(sender) ?? 0) + 1);
  }
  const loudest = [...bySender].toSorted(([, one], [, other]) => other - one)[0];
  const by = loudest === undefined ? '' : `; ${loudest[0]} announces most of those looked at (${loudest[1]})`;
  const reason = `At least ${instances} announced clusters and ${messages} messages were not looked at${by}.`;
  return [makeFinding('LD-DISC-011', { status: 'warn', reason })];
}
