import type { Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import { addFirewallRule } from './change-topology.js';
import type { LiqoServiceSpec } from './cluster-spec.js';
import { counterpartCloud } from './counterpart-cloud.js';
import type { LabLiqoVersion } from './liqo-spec.js';
import { liqo } from './liqo-spec.js';
import { addressPool } from './managed-cloud.js';
import { onPremises } from './on-premises.js';
import { pair } from './pair.js';
import type { Topology } from './topology.js';

const rackPrefix = '203.0.113';

interface Variant {
  readonly name: string;
  readonly version: LabLiqoVersion;
  /** Which side the rack is. */
  readonly rack: Side;
  readonly rackAuth?: LiqoServiceSpec;
}

/** `rack`, on premises with public addresses, is the consumer, and the managed `cloud` the provider. */
export function onPremisesToCloud(version: LabLiqoVersion): Topology {
  return rackAndCloud({ name: 'onprem-to-cloud', version, rack: 'local' });
}

/** The rack's authentication server is a ClusterIP Service, for which Liqo v0.10 computes no address. */
export function onPremisesToCloudAuthClusterIp(version: LabLiqoVersion): Topology {
  const name = 'onprem-to-cloud-auth-clusterip';
  return rackAndCloud({ name, version, rack: 'local', rackAuth: { type: 'ClusterIP' } });
}

/** The rack is the provider, and its firewall drops what comes for the API server's port. */
export function onPremisesToCloudApiFirewalled(version: LabLiqoVersion): Topology {
  const closed = addFirewallRule('remote', { direction: 'in', protocol: 'tcp', port: 6443, action: 'drop' });
  return closed(rackAndCloud({ name: 'onprem-to-cloud-api-firewalled', version, rack: 'remote' }));
}

function rackAndCloud({ name, version, rack: side, rackAuth }: Variant): Topology {
  const rack = onPremises({
    name: 'rack',
    lan: 'rack',
    prefix: rackPrefix,
    firstHost: 10,
    loadBalancer: { kind: 'address', pool: addressPool(rackPrefix) },
    podOctet: 50,
    liqo: liqo(version, { side, clusterName: 'rack', ...(rackAuth && { auth: rackAuth }) }),
  });
  const { cloud, names } = counterpartCloud(version, peerOf(side));
  return {
    name,
    ...pair(side, rack, cloud),
    names,
    operator: { place: 'internet', address: '192.0.2.7' },
  };
}
