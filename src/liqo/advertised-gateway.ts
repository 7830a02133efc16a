import type { Advertised } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts, ServiceFacts, ServicePortFacts } from '../model/cluster-facts.js';
import type { Endpoint, Exposure } from '../model/peering.js';
import { success } from '../model/result.js';
import { addressKind } from './address-kind.js';
import type { Step } from './advertisement.js';
import { notAdvertised, otherEndpoints, refused, unread } from './advertisement.js';
import { overrideAnnotations } from './auth-override.js';
import { machinesOf } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import {
  loadBalancerQuirks,
  overriddenExposure,
  serviceEndpoints,
  typeExposure,
} from './service-exposure.js';

/** Annotation that the active gateway pod writes on its Service: the address of the node it runs on. */
const gatewayNodeAnnotation = 'net.liqo.io/gatewayNodeIP';

/**
 * The tunnel endpoint that a release of Liqo would give to the other cluster, quirks included. Liqo v1.x creates its
 * gateway server only when it peers, so there it is `null`; see `gatewayServerAddresses`.
 *
 * Source: internal/liqonet/network-manager/netcfgcreator/servicewatcher.go@v0.3.2,@v0.10.3 and RetrieveWGEPFromService
 * in pkg/utils/getters/dataGetters.go@v0.4.0–v0.10.3.
 */
export function advertisedGateway(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { installed, gatewayService, namespace } = facts.liqo;
  if (release.generation === 'g3') {
    const reason = `Liqo ${release.version} creates its gateway server when the clusters are peered.`;
    return notAdvertised({ determinate: true, reason });
  }
  if (installed.known && !installed.value) {
    const reason = 'Liqo is not installed; its gateway gets an address when it is.';
    return notAdvertised({ determinate: true, reason });
  }
  if (!gatewayService.known)
    return notAdvertised(unread('The gateway Service', gatewayService.reason).failure);
  if (gatewayService.value === null) {
    const reason = `There is no Service labelled net.liqo.io/gateway=true in namespace ${namespace}.`;
    return notAdvertised({ determinate: true, reason });
  }
  return advertisedService(facts, gatewayService.value, release);
}

function advertisedService(facts: ClusterFacts, service: ServiceFacts, release: LiqoRelease): Advertised {
  const nodes = machinesOf(facts);
  const port = service.ports.find(({ name }) => name === 'wireguard');
  const own = serviceEndpoints({ service, protocol: 'udp', nodes: forwardingNodes(service, nodes), port });
  const override = overrideOf(service, release);
  const exposure = exposureOf(service, override, nodes);
  const nothing = (reason: string, quirks: readonly string[]): Advertised =>
    notAdvertised({ determinate: true, reason, exposure, candidates: otherEndpoints(own, null), quirks });

  const found = addressAndPort(service, port, release);
  if (!found.ok)
    return nothing(found.failure.reason, override === undefined ? [] : [uselessOverride(service)]);
  const host = override?.address ?? found.value.host;
  const portText = override?.port ?? found.value.port;
  const quirks = override?.address === undefined ? ownAddressQuirks(service, host, nodes) : [];
  if (host === '') return nothing(emptyAddress(service, override), quirks);
  if (/[/[\]\s]/.test(host)) {
    return nothing(
      `Liqo would advertise the gateway at ${host}, verbatim, which is neither a name nor an address.`,
      quirks,
    );
  }
  const portNumber = /^\d+$/.test(portText) ? Number(portText) : 0;
  if (portNumber < 1 || portNumber > 65_535) {
    return nothing(`Liqo would advertise the port "${portText}", which is none.`, quirks);
  }
  const endpoint: Endpoint = { protocol: 'udp', host, ports: [portNumber] };
  const origin = override === undefined ? found.value.origin : `the configured override of ${service.name}`;
  const reason = `Liqo advertises ${host} and port ${portNumber}: ${origin}.`;
  return { determinate: true, endpoint, exposure, reason, candidates: otherEndpoints(own, endpoint), quirks };
}

interface Override {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

/** Overrides exist from v0.6, count by presence and are taken verbatim. */
function overrideOf(service: ServiceFacts, release: LiqoRelease): Override | undefined {
  if (!isAtLeast(release, 'v0.6.0')) return undefined;
  const address = service.annotations[overrideAnnotations.address];
  const port = service.annotations[overrideAnnotations.port];
  return address === undefined && port === undefined ? undefined : { address, port };
}

function exposureOf(
  service: ServiceFacts,
  override: Override | undefined,
  nodes: readonly NodeFacts[],
): Exposure {
  if (override?.address === undefined) return typeExposure(service);
  return overriddenExposure(service, override.address, nodes);
}

interface Found {
  readonly host: string;
  readonly port: string;
  readonly origin: string;
}

type FoundStep = { readonly ok: true; readonly value: Found } | Extract<Step, { ok: false }>;

function addressAndPort(
  service: ServiceFacts,
  port: ServicePortFacts | undefined,
  release: LiqoRelease,
): FoundStep {
  const { name, type, annotations, loadBalancer } = service;
  if (type !== 'NodePort' && type !== 'LoadBalancer') {
    return refused(
      `Service ${name} is of type ${type}; Liqo advertises a gateway only of NodePort or LoadBalancer.`,
    );
  }
  const noPort = refused(`Service ${name} has no port named wireguard, the only one that Liqo looks for.`);
  if (type === 'NodePort') {
    const host = annotations[gatewayNodeAnnotation];
    if (host === undefined) {
      return refused(
        `Service ${name} has no annotation ${gatewayNodeAnnotation} yet, which the gateway pod writes.`,
      );
    }
    if (port === undefined) return noPort;
    if (!port.nodePort) return refused(`Service ${name} has no node port yet.`);
    return success({
      host,
      port: String(port.nodePort),
      origin: 'the node of the gateway pod and the node port',
    });
  }
  const [first] = loadBalancer;
  if (first === undefined)
    return refused(`Service ${name} waits for its load balancer, which has no address yet.`);
  const host = first.ip !== undefined && first.ip !== '' ? first.ip : (first.hostname ?? '');
  // v0.3.x does not look whether the entry has an address and goes on with an empty one.
  if (host === '' && isAtLeast(release, 'v0.4.0')) {
    return refused(`The first entry of the load balancer of Service ${name} has no address.`);
  }
  if (port === undefined) return noPort;
  return success({ host, port: String(port.port), origin: 'the load balancer and the port of its Service' });
}

function emptyAddress(service: ServiceFacts, override: Override | undefined): string {
  const origin =
    override?.address === ''
      ? `annotation ${overrideAnnotations.address} of Service ${service.name} is present but empty`
      : `Service ${service.name} has an empty address`;
  return `Liqo would advertise an empty address: ${origin}.`;
}

function uselessOverride(service: ServiceFacts): string {
  return `The override on Service ${service.name} does not help: Liqo reads it only once the Service has an address.`;
}

function ownAddressQuirks(
  service: ServiceFacts,
  host: string,
  nodes: readonly NodeFacts[],
): readonly string[] {
  if (service.type === 'LoadBalancer') return loadBalancerQuirks(service, 'ip-first');
  const node = nodes.find(({ addresses }) => addresses.some(({ address }) => address === host));
  if (node === undefined) {
    return nodes.length === 0 || host === ''
      ? []
      : [`Annotation ${gatewayNodeAnnotation} says ${host}, which is an address of no node.`];
  }
  const routable = node.addresses.find(
    ({ type, address }) => type.startsWith('External') || addressKind(address) === 'global',
  );
  if (routable === undefined || addressKind(host) === 'global') return [];
  return [
    `The gateway advertises the address of its pod, ${host}, though its node ${node.name} has ` +
      `the ${routable.type} ${routable.address}.`,
  ];
}

/** With the traffic policy Local only the gateway's own node forwards. */
function forwardingNodes(service: ServiceFacts, nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  if (service.externalTrafficPolicy !== 'Local') return nodes;
  const own = service.annotations[gatewayNodeAnnotation];
  return nodes.filter(({ addresses }) => addresses.some(({ address }) => address === own));
}
