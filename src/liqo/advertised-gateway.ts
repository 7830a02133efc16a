import type { Advertised, Quirk } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts, ServiceFacts, ServicePortFacts } from '../model/cluster-facts.js';
import type { Endpoint, Exposure } from '../model/peering.js';
import { success } from '../model/result.js';
import type { Step } from './advertisement.js';
import { notAdvertised, otherEndpoints, refused, unread } from './advertisement.js';
import { overrideAnnotations } from './auth-override.js';
import type { GatewayOverride } from './gateway-quirks.js';
import { gatewayNodeAnnotation, ownAddressQuirks, refusalQuirks } from './gateway-quirks.js';
import { machinesOf } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { overriddenExposure, serviceEndpoints, typeExposure } from './service-exposure.js';

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
  const nothing = (reason: string, quirks: readonly Quirk[]): Advertised =>
    notAdvertised({ determinate: true, reason, exposure, candidates: otherEndpoints(own, null), quirks });

  const found = addressAndPort(service, port, release);
  if (!found.ok) return nothing(found.failure.reason, refusalQuirks(service, override));
  const host = override?.address ?? found.value.host;
  const portText = override?.port ?? found.value.port;
  const quirks = override?.address === undefined ? ownAddressQuirks({ service, host, nodes, release }) : [];
  const broken = (reason: string): Advertised =>
    nothing(reason, override === undefined ? quirks : [...quirks, { kind: 'broken-override', text: reason }]);
  if (host === '') return broken(emptyAddress(service, override));
  if (/[/[\]\s]/.test(host)) {
    return broken(
      `Liqo would advertise the gateway at ${host}, verbatim, which is neither a name nor an address.`,
    );
  }
  const portNumber = /^\d+$/.test(portText) ? Number(portText) : 0;
  if (portNumber < 1 || portNumber > 65_535) {
    return broken(`Liqo would advertise the port "${portText}", which is none.`);
  }
  const endpoint: Endpoint = { protocol: 'udp', host, ports: [portNumber] };
  const origin = override === undefined ? found.value.origin : `the configured override of ${service.name}`;
  const reason = `Liqo advertises ${host} and port ${portNumber}: ${origin}.`;
  return { determinate: true, endpoint, exposure, reason, candidates: otherEndpoints(own, endpoint), quirks };
}

/** Overrides exist from v0.6, count by presence and are taken verbatim. */
function overrideOf(service: ServiceFacts, release: LiqoRelease): GatewayOverride | undefined {
  if (!isAtLeast(release, 'v0.6.0')) return undefined;
  const address = service.annotations[overrideAnnotations.address];
  const port = service.annotations[overrideAnnotations.port];
  return address === undefined && port === undefined ? undefined : { address, port };
}

function exposureOf(
  service: ServiceFacts,
  override: GatewayOverride | undefined,
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

function emptyAddress(service: ServiceFacts, override: GatewayOverride | undefined): string {
  const origin =
    override?.address === ''
      ? `annotation ${overrideAnnotations.address} of Service ${service.name} is present but empty`
      : `Service ${service.name} has an empty address`;
  return `Liqo would advertise an empty address: ${origin}.`;
}

/** With the traffic policy Local only the gateway's own node forwards. */
function forwardingNodes(service: ServiceFacts, nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  if (service.externalTrafficPolicy !== 'Local') return nodes;
  const own = service.annotations[gatewayNodeAnnotation];
  return nodes.filter(({ addresses }) => addresses.some(({ address }) => address === own));
}
