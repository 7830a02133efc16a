import type { ScenarioId } from '../../model/peering.js';
import { cloudToCloud, cloudToCloudUdpBlocked } from './cloud-to-cloud.js';
import type { LabLiqoVersion } from './liqo-spec.js';
import { onPremisesNatToCloud, onPremisesNatToCloudNoForwarding } from './onprem-nat-to-cloud.js';
import {
  onPremisesToCloud,
  onPremisesToCloudApiFirewalled,
  onPremisesToCloudAuthClusterIp,
} from './onprem-to-cloud.js';
import { sameLan, sameLanPendingLoadBalancer } from './same-lan.js';
import type { Topology } from './topology.js';

/** A named pair of clusters that `liqo-doctor demo` can show. */
export interface LabScenario {
  readonly name: string;
  /** The founding scenario that it is an instance of. */
  readonly founding: ScenarioId;
  /** One sentence for the list that `demo` prints. */
  readonly summary: string;
  /** Whether peering would work, by the requirement matrix read by hand; absent where the release is not meant. */
  readonly works: Readonly<Partial<Record<LabLiqoVersion, boolean>>>;
  readonly topology: (version: LabLiqoVersion) => Topology;
}

/** The demo's scenarios: each founding one sound, and with what most often breaks it. */
export const labScenarios: readonly LabScenario[] = [
  {
    name: 'cloud-to-cloud',
    founding: 'cloud-to-cloud',
    summary: 'Two managed clusters with load balancers, nothing in between.',
    works: { 'v0.10.3': true, 'v1.2.0': true },
    topology: cloudToCloud,
  },
  {
    name: 'cloud-to-cloud-udp-blocked',
    founding: 'cloud-to-cloud',
    summary: 'Two managed clusters whose firewalls drop all UDP from outside.',
    works: { 'v0.10.3': false, 'v1.2.0': false },
    topology: cloudToCloudUdpBlocked,
  },
  {
    name: 'onprem-to-cloud',
    founding: 'onprem-to-cloud',
    summary: 'A cluster in a rack with public addresses, and a managed one.',
    works: { 'v0.10.3': true, 'v1.2.0': true },
    topology: onPremisesToCloud,
  },
  {
    name: 'onprem-to-cloud-auth-clusterip',
    founding: 'onprem-to-cloud',
    summary: 'The same, but the rack offers its authentication server inside the cluster only.',
    works: { 'v0.10.3': false },
    topology: onPremisesToCloudAuthClusterIp,
  },
  {
    name: 'onprem-to-cloud-api-firewalled',
    founding: 'onprem-to-cloud',
    summary: 'A managed consumer, and a provider in a rack whose firewall drops port 6443.',
    works: { 'v0.10.3': false, 'v1.2.0': false },
    topology: onPremisesToCloudApiFirewalled,
  },
  {
    name: 'onprem-nat-to-cloud',
    founding: 'onprem-nat-to-cloud',
    summary: 'A cluster behind a NAT router with forwarded ports, and a managed one.',
    works: { 'v0.10.3': true, 'v1.2.0': true },
    topology: onPremisesNatToCloud,
  },
  {
    name: 'onprem-nat-to-cloud-no-forwarding',
    founding: 'onprem-nat-to-cloud',
    summary: 'A managed consumer, and a provider behind a NAT router that forwards nothing.',
    works: { 'v0.10.3': false, 'v1.2.0': false },
    topology: onPremisesNatToCloudNoForwarding,
  },
  {
    name: 'same-lan',
    founding: 'same-lan',
    summary: 'Two clusters in one broadcast domain, with NodePorts.',
    works: { 'v0.10.3': true, 'v1.2.0': true },
    topology: sameLan,
  },
  {
    name: 'same-lan-pending-load-balancer',
    founding: 'same-lan',
    summary: 'Two clusters in one broadcast domain that wait for load balancers nobody provides.',
    // With v1.2.0 the flag --gw-server-service-type NodePort is all it takes.
    works: { 'v0.10.3': false, 'v1.2.0': true },
    topology: sameLanPendingLoadBalancer,
  },
];

/** The scenario of that name; `undefined` when there is none. */
export function findScenario(name: string): LabScenario | undefined {
  return labScenarios.find((scenario) => scenario.name === name);
}
