import type { Side } from '../../model/peering.js';
import type { FirewallRule, ForwardRule, Site } from './site.js';
import type { NameRecord, Topology } from './topology.js';

/** A change of the network, carried out while the lab runs. */
export type TopologyChange = (topology: Topology) => Topology;

function onSite(side: Side, change: (site: Site) => Site): TopologyChange {
  return (topology) => ({
    ...topology,
    sites: { ...topology.sites, [side]: change(topology.sites[side]) },
  });
}

/** Puts a rule in front of a site's others. */
export function addFirewallRule(side: Side, rule: FirewallRule): TopologyChange {
  return onSite(side, (site) => ({ ...site, firewall: [rule, ...site.firewall] }));
}

/** Takes every rule of a site's firewall away. */
export function openFirewall(side: Side): TopologyChange {
  return onSite(side, (site) => ({ ...site, firewall: [] }));
}

/**
 * Adds a row to the forwarding table of a site's router, in place of another for the same port, and one that leads there
 * to that of an outer router of the same people; no effect without a router.
 */
export function addForward(side: Side, forward: ForwardRule): TopologyChange {
  return onSite(side, (site) => {
    const { nat } = site;
    if (!nat) return site;
    const { outer, publicAddress = '' } = nat;
    const { protocol, publicPort } = forward;
    const toRouter = { protocol, publicPort, targetAddress: publicAddress, targetPort: publicPort };
    return {
      ...site,
      nat: {
        ...nat,
        forwards: withRow(nat.forwards, forward),
        ...(outer?.forwards && { outer: { ...outer, forwards: withRow(outer.forwards, toRouter) } }),
      },
    };
  });
}

function withRow(rows: readonly ForwardRule[], row: ForwardRule): readonly ForwardRule[] {
  if (rows.some((other) => isSameRow(other, row))) return rows;
  const others = rows.filter(
    ({ protocol, publicPort }) => protocol !== row.protocol || publicPort !== row.publicPort,
  );
  return [...others, row];
}

function isSameRow(one: ForwardRule, other: ForwardRule): boolean {
  return (
    one.protocol === other.protocol &&
    one.publicPort === other.publicPort &&
    one.targetAddress === other.targetAddress &&
    one.targetPort === other.targetPort
  );
}

/** Adds a name to the DNS, in place of others of that name. */
export function addName(record: NameRecord): TopologyChange {
  return (topology) => ({
    ...topology,
    names: [...topology.names.filter((other) => other.name !== record.name), record],
  });
}
