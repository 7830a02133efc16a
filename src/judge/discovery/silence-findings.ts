import type { LanSight, UnicastContrast } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import type { Finding, FindingStatus } from '../../model/finding.js';
import { heardSentence, troubles } from '../evidence/lan-words.js';
import { makeFinding } from '../rules/finding.js';
import { silencingFinding } from './silencing-finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-005, LD-DISC-011 and LD-DISC-012: what was heard in the LAN, and why not more. */
export function silenceFindings(
  evidence: DiscoveryEvidence,
  configuration: readonly Finding[],
): readonly Finding[] {
  if (evidence.by !== 'lan') return [];
  const { lan, nodeViewRefused } = evidence;
  if (lan === undefined) {
    const reason = `No pod could look from a node's own network, and a pod network carries no multicast: ${nodeViewRefused ?? 'it was not tried'}.`;
    return [makeFinding('LD-DISC-012', { status: 'unknown', reason })];
  }
  return [
    ...(evidence.view === 'node' ? [makeFinding('LD-DISC-012', { status: 'pass' })] : []),
    heardFinding(evidence, lan, configuration),
    ...floodFindings(lan),
  ];
}

function heardFinding(
  evidence: DiscoveryEvidence,
  lan: LanSight,
  configuration: readonly Finding[],
): Finding {
  const code = 'LD-DISC-005';
  const wanted = wantedInstance(evidence);
  const present = lan.announcements.filter(({ state }) => state === 'present');
  const isHeard =
    wanted === undefined ? present.length > 0 : present.some(({ instance }) => isSame(instance, wanted));
  if (isHeard) return makeFinding(code, { status: 'pass' });
  const silent = silencingFinding('remote', evidence.facts.remote, configuration);
  if (silent !== undefined) {
    const reason = `The remote cluster announces nothing: see ${silent.code}.`;
    return makeFinding(code, { status: 'skip', dependsOn: [silent.code], reason });
  }
  const { status, sentences } = explain(evidence, lan);
  const subject = wanted === undefined ? 'No cluster was heard' : `Cluster ${wanted} was not heard`;
  const first = `${subject} within ${(lan.listenedMs / 1000).toFixed(1)} s.`;
  return makeFinding(code, { status, reason: [first, ...sentences].join(' ') });
}

/** The cluster that ought to be heard, where its kubeconfig was given. */
function wantedInstance({ facts }: DiscoveryEvidence): string | undefined {
  const { remote } = facts;
  return remote?.known === true ? valueOf(remote.value.liqo.clusterId) : undefined;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

interface Explanation {
  readonly status: FindingStatus;
  readonly sentences: readonly string[];
}

function explain({ facts }: DiscoveryEvidence, lan: LanSight): Explanation {
  const { interfaces, contrasts } = lan;
  if (interfaces.length === 0) {
    const sentences = [
      'This machine has no interface by which a cluster could be heard; --interface names one.',
    ];
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
    ...contrasts.map(contrastSentence),
    heardSentence(interfaces),
    ...(facts.remote === undefined ? [remoteHint] : []),
  ];
  const isElsewhere = contrasts.length > 0 && contrasts.every((each) => each.interface === undefined);
  return { status: isElsewhere ? 'warn' : 'unknown', sentences };
}

const remoteHint =
  'With --remote <kubeconfig> its settings are looked at and its nodes asked by unicast too.';

function contrastSentence({ address, outcome, interface: name }: UnicastContrast): string {
  if (name === undefined) {
    return `Node ${address} is in none of this machine's networks: another broadcast domain or VLAN, into which mDNS does not pass.`;
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
