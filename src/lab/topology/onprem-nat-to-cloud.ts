import type { Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import type { LiqoServiceSpec } from './cluster-spec.js';
import { counterpartCloud } from './counterpart-cloud.js';
import type { LabLiqoVersion } from './liqo-spec.js';
import { liqo } from './liqo-spec.js';
import { onPremises } from './on-premises.js';
import { pair } from './pair.js';
import type { ForwardRule } from './site.js';
import type { Topology } from './topology.js';

const routerAddress = '203.0.113.8';
const controlPlane = '192.168.1.10';
const authNodePort = 30443;
const gatewayNodePort = 30742;
const gatewayPublicPort = 40582;

interface Variant {
  readonly name: string;
  readonly version: LabLiqoVersion;
  /** Which side is behind NAT. */
  readonly hidden: Side;
  readonly forwards: readonly ForwardRule[];
  readonly apiServerAddress?: string;
  readonly auth: LiqoServiceSpec;
  readonly gateway: LiqoServiceSpec;
}

/** `edge`, behind a router with three forwarded ports that Liqo advertises, is the consumer, `cloud` the provider. */
export function onPremisesNatToCloud(version: LabLiqoVersion): Topology {
  return edgeAndCloud({
    name: 'onprem-nat-to-cloud',
    version,
    hidden: 'local',
    forwards: [
      { protocol: 'tcp', publicPort: 6443, targetAddress: controlPlane, targetPort: 6443 },
      { protocol: 'tcp', publicPort: 443, targetAddress: controlPlane, targetPort: authNodePort },
      {
        protocol: 'udp',
        publicPort: gatewayPublicPort,
        targetAddress: controlPlane,
        targetPort: gatewayNodePort,
      },
    ],
    apiServerAddress: `https://${routerAddress}:6443`,
    auth: { type: 'NodePort', nodePort: authNodePort, overrideAddress: routerAddress, overridePort: 443 },
    gateway: {
      type: 'NodePort',
      nodePort: gatewayNodePort,
      overrideAddress: routerAddress,
      overridePort: gatewayPublicPort,
    },
  });
}

/** `edge` is the provider, and its router forwards nothing: Liqo advertises private addresses. */
export function onPremisesNatToCloudNoForwarding(version: LabLiqoVersion): Topology {
  return edgeAndCloud({
    name: 'onprem-nat-to-cloud-no-forwarding',
    version,
    hidden: 'remote',
    forwards: [],
    auth: { type: 'NodePort', nodePort: authNodePort },
    gateway: { type: 'NodePort', nodePort: gatewayNodePort },
  });
}

function edgeAndCloud(variant: Variant): Topology {
  const { version, hidden, apiServerAddress, auth, gateway } = variant;
  const edge = onPremises({
    name: 'edge',
    lan: 'edge-office',
    prefix: '192.168.1',
    firstHost: 10,
    nat: { publicAddress: routerAddress, forwards: variant.forwards },
    loadBalancer: { kind: 'none' },
    certificateNames: [routerAddress],
    podOctet: 60,
    liqo: liqo(version, {
      side: hidden,
      clusterName: 'edge',
      ...(apiServerAddress !== undefined && { apiServerAddress }),
      auth,
      gateway,
    }),
  });
  const { cloud, names } = counterpartCloud(version, peerOf(hidden));
  return {
    name: variant.name,
    ...pair(hidden, edge, cloud),
    names,
    operator: { place: hidden, address: '192.168.1.77' },
  };
}
