import type { LiqoServiceSpec } from './cluster-spec.js';
import type { LabLiqoVersion } from './liqo-spec.js';
import { liqo } from './liqo-spec.js';
import { onPremises } from './on-premises.js';
import { pair } from './pair.js';
import type { NatGateway } from './site.js';
import type { Topology } from './topology.js';

/** Both clusters go out through the same router. */
const router: NatGateway = { publicAddress: '203.0.113.9', forwards: [] };

interface Variant {
  readonly name: string;
  readonly version: LabLiqoVersion;
  readonly service: LiqoServiceSpec;
  readonly loadBalancer: 'none' | 'pending';
}

/** `attic` and `cellar` in one LAN; authentication servers and gateways are NodePorts. */
export function sameLan(version: LabLiqoVersion): Topology {
  return atticAndCellar({ name: 'same-lan', version, service: { type: 'NodePort' }, loadBalancer: 'none' });
}

/** The chart's defaults: LoadBalancers, which stay pending. */
export function sameLanPendingLoadBalancer(version: LabLiqoVersion): Topology {
  const name = 'same-lan-pending-load-balancer';
  return atticAndCellar({ name, version, service: { type: 'LoadBalancer' }, loadBalancer: 'pending' });
}

function atticAndCellar({ name, version, service, loadBalancer }: Variant): Topology {
  const common = { lan: 'house', prefix: '192.168.50', nat: router, loadBalancer: { kind: loadBalancer } };
  const attic = onPremises({
    ...common,
    name: 'attic',
    firstHost: 11,
    podOctet: 70,
    liqo: liqo(version, { side: 'local', clusterName: 'attic', auth: service, gateway: service }),
  });
  const cellar = onPremises({
    ...common,
    name: 'cellar',
    firstHost: 21,
    podOctet: 80,
    liqo: liqo(version, { side: 'remote', clusterName: 'cellar', auth: service, gateway: service }),
  });
  return {
    name,
    ...pair('local', attic, cellar),
    names: [],
    operator: { place: 'local', address: '192.168.50.77' },
  };
}
