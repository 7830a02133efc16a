import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Exposure, GatewayFlags, PeeringIntent, Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { StandInRequest } from '../model/run-plan.js';
import type { LiqoRelease } from '../liqo/release.js';

/** The Service port of a gateway server that `liqoctl peer` creates (`--gw-server-service-port`, Liqo v1.x). */
export const gatewayServerPort = 51840;
/** The Service port of `liqo-gateway` (chart value `gateway.config.listeningPort`, Liqo v0.3–v0.10). */
const gatewayListeningPort = 5871;
/** The Service port of `liqo-auth` (Liqo v0.3–v0.10). */
export const authPort = 443;

/** Stand-ins to raise, and those that would tell more but may not be raised. */
export interface StandInPlan {
  readonly standIns: readonly StandInRequest[];
  readonly notRaised: readonly (StandInRequest & { readonly reason: string })[];
}

/** What the choice of stand-ins depends on. */
export interface StandInChoice {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly release: LiqoRelease;
  readonly intent: PeeringIntent;
  readonly allowLoadBalancer: boolean;
}

/**
 * Which responders to raise in which cluster.
 *
 * Liqo v1.x creates its gateway server while peering, so a stand-in takes its place on both sides, unless the flags
 * given settle where the server goes. Up to v0.10 a live gateway answers no stranger, so a sibling of the same Service
 * type is raised beside it; where nothing is installed, stand-ins take the place of gateway and auth.
 */
export function chooseStandIns(choice: StandInChoice): StandInPlan {
  const wanted = sides.flatMap((side) =>
    choice.release.generation === 'g3' ? gatewayServers(side, choice) : oldServices(side, choice),
  );
  const reason = 'temporary LoadBalancer Services are raised only with --allow-load-balancer';
  return {
    standIns: wanted.filter((request) => request.exposure === 'NodePort' || choice.allowLoadBalancer),
    notRaised: wanted
      .filter((request) => request.exposure === 'LoadBalancer' && !choice.allowLoadBalancer)
      .map((request) => ({ ...request, reason })),
  };
}

function gatewayServers(side: Side, { intent }: StandInChoice): StandInRequest[] {
  const flags = intent.gateway;
  if (intent.networkingDisabled || !mayServe(side, flags)) return [];
  return gatewayTypes(flags).map((exposure) => ({
    cluster: side,
    service: 'gateway',
    exposure,
    port: flags.port ?? gatewayServerPort,
    annotations: {},
    ...(exposure === 'NodePort' && { nodePort: flags.nodePort }),
    ...(flags.clientAddress !== undefined && { dialHost: flags.clientAddress }),
    ...(flags.clientPort !== undefined && { dialPort: flags.clientPort }),
  }));
}

function mayServe(side: Side, flags: GatewayFlags): boolean {
  if (flags.location === undefined) return true;
  return flags.location === (side === 'remote' ? 'Provider' : 'Consumer');
}

function gatewayTypes(flags: GatewayFlags): Extract<Exposure, 'NodePort' | 'LoadBalancer'>[] {
  switch (flags.type) {
    case 'NodePort':
    case 'LoadBalancer':
      return [flags.type];
    case 'ClusterIP':
      return [];
    case undefined:
      return ['NodePort', 'LoadBalancer'];
  }
}

function oldServices(side: Side, { clusters, intent }: StandInChoice): StandInRequest[] {
  const { liqo } = clusters[side];
  const gateway = valueOf(liqo.gatewayService);
  const installed = valueOf(liqo.installed) ?? true;
  const requests: StandInRequest[] = [];
  if (gateway?.type === 'NodePort' || gateway?.type === 'LoadBalancer') {
    const { type, annotations } = gateway;
    requests.push({
      cluster: side,
      service: 'gateway',
      exposure: type,
      port: gatewayListeningPort,
      annotations: type === 'LoadBalancer' ? cloudAnnotations(annotations) : {},
    });
  }
  if (installed) return requests;
  for (const exposure of ['NodePort', 'LoadBalancer'] as const) {
    requests.push({
      cluster: side,
      service: 'gateway',
      exposure,
      port: gatewayListeningPort,
      annotations: {},
    });
    if (intent.peering === 'out-of-band') {
      requests.push({ cluster: side, service: 'auth', exposure, port: authPort, annotations: {} });
    }
  }
  return requests;
}

/** Annotations that tell a cloud how to make its load balancer; Liqo's own annotations stay with Liqo's Service. */
function cloudAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) =>
        key.includes('load-balancer') || key.includes('loadbalancer') || key.startsWith('cloud.google.com/'),
    ),
  );
}
