import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { isCarrierAddress, type PortTreatment } from '../evidence/address-translation.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { makeFinding, negativeStatus } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-NAT-001: it is known what address the packets of each cluster have when they arrive. */
export function addressesAreSeen(context: RuleContext): readonly Finding[] {
  const code = 'LD-NAT-001';
  return sides.map((cluster) => {
    const { translation, evidence } = context.translations[cluster];
    const parts = { cluster, evidence } as const;
    if (context.probeFrom !== 'pods') return withoutPods(code, cluster, context);
    switch (translation.kind) {
      case 'unknown':
        return makeFinding(code, { ...parts, status: 'unknown', reason: translation.reason });
      case 'withheld': {
        const reason = `The datagrams of the ${cluster} cluster arrived from ${translation.addresses.join(', ')}, an address of the ${peerOf(cluster)} cluster, whose own kube-proxy put it there: nothing is known of NAT devices on the way.`;
        return makeFinding(code, { ...parts, status: 'unknown', reason });
      }
      case 'none': {
        const reason = `Packets of the ${cluster} cluster arrive from ${translation.addresses.join(', ')}, an address of its own: no NAT device is in their way${nodePorts(translation.ports)}.`;
        return makeFinding(code, { ...parts, status: 'pass', reason });
      }
      case 'translated': {
        const { addresses, ports } = translation;
        const several = addresses.length > 1 ? ', which changes from socket to socket' : '';
        const reason = `Packets of the ${cluster} cluster arrive from ${addresses.join(', ')}, none of its own addresses${several}: a NAT device is in their way, and ${portPhrases[ports]}. A gateway client there works; a gateway server there needs a port-forward.`;
        return makeFinding(code, { ...parts, status: 'pass', reason });
      }
    }
  });
}

/** LD-NAT-002: the port that a peer sees does not depend on the port that is sent to. */
export function portsAreOne(context: RuleContext): readonly Finding[] {
  const code = 'LD-NAT-002';
  return sides.map((cluster) => {
    if (context.probeFrom !== 'pods') return withoutPods(code, cluster, context);
    const { translation, evidence } = context.translations[cluster];
    const parts = { cluster, evidence } as const;
    const ports = 'ports' in translation ? translation.ports : 'unknown';
    if (ports === 'unknown') {
      const reason = `No socket of the ${cluster} cluster was seen at two ports.`;
      return makeFinding(code, { ...parts, status: 'unknown', reason });
    }
    if (ports !== 'by-destination-port') return makeFinding(code, { ...parts, status: 'pass' });
    const who =
      translation.kind === 'none' ? 'the nodes of the cluster choose' : 'something on the way chooses';
    const reason = `The same socket of the ${cluster} cluster has another port for each port that it sends to: ${who} one at random for every flow.`;
    return makeFinding(code, { ...parts, status: negativeStatus(code), reason });
  });
}

/** LD-NAT-003: nothing shows a carrier's NAT. */
export function carriersAreAbsent(context: RuleContext): readonly Finding[] {
  const code = 'LD-NAT-003';
  return sides.map((cluster) => {
    const { translation, evidence } = context.translations[cluster];
    const parts = { cluster, evidence } as const;
    const seen = 'addresses' in translation && translation.kind !== 'withheld' ? translation.addresses : [];
    const sign = carrierSign(cluster, seen, context);
    if (sign !== undefined) {
      return makeFinding(code, { ...parts, status: negativeStatus(code), reason: sign });
    }
    if (translation.kind === 'translated') {
      const reason = `The ${cluster} cluster's packets arrive from the public address ${seen.join(', ')}. Whether it belongs to the router of the site, or to a carrier in front of that, cannot be seen from here: compare it with the address that the router has outside.`;
      return makeFinding(code, { ...parts, status: 'pass', reason });
    }
    if (translation.kind === 'none' || isOfCloud(context.clusters[cluster])) {
      return makeFinding(code, { ...parts, status: 'pass' });
    }
    const reason = `Nothing shows one, but no packet of the ${cluster} cluster was seen from outside either.`;
    return makeFinding(code, { ...parts, status: 'unknown', reason });
  });
}

function isOfCloud({ platform }: ClusterFacts): boolean {
  return valueOf(platform.cloud) === true;
}

/** Public clouds number nodes and pods from that range too, where it shows nothing. */
function carrierSign(cluster: Side, seen: readonly string[], { clusters }: RuleContext): string | undefined {
  const facts = clusters[cluster];
  const isCloud = isOfCloud(facts);
  const own = isCloud ? [] : nodeAddresses(facts).filter(isCarrierAddress);
  const [node] = own;
  if (node !== undefined) {
    return `The ${cluster} cluster has the node address ${node} of 100.64.0.0/10, which carriers use in front of their own NAT; a VPN such as Tailscale uses it too.`;
  }
  const source = seen.find((address) => isCarrierAddress(address) && !nodeAddresses(facts).includes(address));
  return source === undefined || isCloud
    ? undefined
    : `Packets of the ${cluster} cluster arrive from ${source} of 100.64.0.0/10, which carriers use in front of their own NAT: its router has no public address.`;
}

const portPhrases: Readonly<Record<PortTreatment, string>> = {
  kept: 'the port of the sender is kept',
  changed: 'the port of the sender is changed, to the same one whatever port it sends to',
  'by-destination-port': 'the port of the sender is changed, to another one for each port that it sends to',
  unknown: 'the port of the sender is changed',
};

function nodePorts(ports: PortTreatment): string {
  return ports === 'kept' ? '' : `, though its own nodes change the port: ${portPhrases[ports]}`;
}

function withoutPods(code: 'LD-NAT-001' | 'LD-NAT-002', cluster: Side, { probeFrom }: RuleContext): Finding {
  const reason = `No datagrams are sent with --probe-from ${probeFrom}.`;
  return makeFinding(code, { status: 'skip', cluster, reason });
}
