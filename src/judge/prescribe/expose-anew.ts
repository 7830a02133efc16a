import { addressOfHostNetwork } from '../../liqo/node-address.js';
import { parseServerUrl } from '../../liqo/server-url.js';
import { valueOf } from '../../model/fact.js';
import type { Exposure, Side } from '../../model/peering.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { ofFirstFamily } from '../evidence/missing-family.js';
import { nodeAddresses, realNodes } from '../evidence/own-addresses.js';
import { isOverInternet } from '../judge-context.js';
import { addressKind, formatHostPort, isIpv6 } from '../../liqo/address-kind.js';
import { advertiseBalancer } from './advertise-balancer.js';
import { advertiseNode } from './advertise-node.js';
import { certificateChange } from './certificate-names.js';
import { forwardTarget } from './forward.js';
import { mendNames } from './mend-names.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { valuesChange } from './values-change.js';

/** Liqo has nothing to advertise, or an address that means nothing to the peer: expose the service another way. */
export function exposeAnew(unmet: UnmetStream, context: PrescribeContext): Remedy {
  return unmet.service === 'auth' ? exposeAuth(unmet, context) : exposeApiServer(unmet, context);
}

function exposeAuth(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { cluster, configured, endpoint } = unmet;
  const atNode = advertiseNode(unmet, context);
  if (atNode !== undefined) return atNode;
  if (configured === 'LoadBalancer' && needsLoadBalancer(cluster, context)) {
    return giveAddress('the authentication server', { cluster, context });
  }
  const exposure = serviceTypeFor('auth', { cluster, configured }, context);
  if (exposure === undefined) {
    return (
      advertiseBalancer('auth', cluster, context) ??
      giveAddress('the authentication server', { cluster, context })
    );
  }
  return {
    exposure,
    summary: `Expose the authentication server of the ${cluster} cluster as a ${exposure}.`,
    changes: [valuesChange(cluster, { service: 'auth', exposure, keepsAddress: isRight() }, context)],
  };

  /** A node's own address that the peer can dial, at which the Service has no port yet. */
  function isRight(): boolean {
    const host = endpoint?.host ?? '';
    const isOwn = nodeAddresses(context.clusters[cluster]).includes(host);
    return exposure === 'NodePort' && isOwn && canBeReached(host, context);
  }
}

/**
 * Whether the gateway of the cluster waits for a load balancer, or has one whose address means nothing to the peer, and
 * no other type would do: then one repair cures both.
 */
export function needsLoadBalancer(cluster: Side, context: PrescribeContext): boolean {
  const gateways = context.assessed.filter(({ service }) => service === 'gateway');
  const own = gateways.find((one) => one.cluster === cluster);
  const isPairUnmet = gateways.every(({ status }) => status === 'unmet');
  if (!isPairUnmet || own?.configured !== 'LoadBalancer') return false;
  if (own.endpoint !== null && !isOnlyInside(own.decisive?.address ?? own.endpoint.host, context))
    return false;
  return serviceTypeFor('gateway', { cluster, configured: own.configured }, context) === undefined;
}

/** Whether an address means nothing where the peer is. */
export function isOnlyInside(address: string, context: PrescribeContext): boolean {
  return isOverInternet(context) && isInternalAddress(address);
}

/**
 * The Service type that gives this cluster an address the peer can dial: a node port where node addresses are enough,
 * else a load balancer; `undefined` when the Service has that type already and still no address. A gateway (v0.3–v0.10)
 * has at a node port no other address than that of its node's own network.
 */
export function serviceTypeFor(
  service: 'auth' | 'gateway',
  { cluster, configured }: { readonly cluster: Side; readonly configured: Exposure | null },
  context: PrescribeContext,
): 'NodePort' | 'LoadBalancer' | undefined {
  const facts = context.clusters[cluster];
  const isCloud = valueOf(facts.platform.cloud) === true;
  const addresses =
    service === 'gateway'
      ? realNodes(facts).flatMap((node) => addressOfHostNetwork(node) ?? [])
      : ofFirstFamily(nodeAddresses(facts));
  const reachesNodes = !isOverInternet(context) || addresses.some(isGlobalAddress);
  const order: readonly ('NodePort' | 'LoadBalancer')[] = isCloud
    ? ['LoadBalancer', ...(reachesNodes ? (['NodePort'] as const) : [])]
    : reachesNodes
      ? ['NodePort', 'LoadBalancer']
      : ['LoadBalancer'];
  return order.find((type) => type !== configured);
}

/** Nothing in Kubernetes is wrong: whatever gives Services their addresses does not. */
export function giveAddress(
  what: string,
  { cluster, context }: { readonly cluster: Side; readonly context: PrescribeContext },
): Remedy {
  const published = valueOf(context.clusters[cluster].liqo.authService)?.loadBalancer ?? [];
  const kind = published.some(({ ip }) => isIpv6(ip ?? '')) ? 'IPv4 address' : 'address';
  const reach = isOverInternet(context) ? `a public ${kind}` : `an ${kind} that the other cluster reaches`;
  const words = `Have the load balancer controller of the ${cluster} cluster (such as MetalLB or the cloud's own) give its Services ${reach}: install or repair it.`;
  return {
    exposure: 'LoadBalancer',
    summary: `Give ${what} of the ${cluster} cluster ${reach} by a load balancer that works.`,
    changes: [{ cluster, kind: 'infrastructure', words }],
  };
}

function exposeApiServer(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { cluster, endpoint } = unmet;
  // Without apiServer.address liqo-auth ends before it asks AWS, whatever that address is.
  if (isEndpointFromAws(cluster, context) && endpoint !== null) {
    return mendNames(unmet) ?? publicEndpoint(cluster, context);
  }
  const isCloud = valueOf(context.clusters[cluster].platform.cloud) === true;
  const better = betterAddress(cluster, endpoint?.host, context);
  if (better === undefined) {
    return mendNames(unmet) ?? (isCloud ? publicEndpoint(cluster, context) : publishApiServer(cluster));
  }
  const exposure = isCloud ? 'Provided' : isOverInternet(context) ? 'PublicAddress' : 'Exposed';
  const values = valuesChange(
    cluster,
    { service: 'apiServer', exposure, address: better.host, port: better.port },
    context,
  );
  return {
    exposure,
    summary: `Make Liqo advertise the API server of the ${cluster} cluster at https://${formatHostPort(better.host, better.port)}.`,
    changes: [...certificateChange(cluster, better.host, context), values],
  };
}

/**
 * Whether Liqo asks AWS for the endpoint of the API server, which in v0.x no value replaces.
 *
 * Source: pkg/auth/identityresponse.go@v0.3.2,@v0.10.3; pkg/identityManager/iamIdentityProvider.go@v1.0.0.
 */
export function isEndpointFromAws(cluster: Side, { clusters, release }: PrescribeContext): boolean {
  const { eksCluster } = clusters[cluster].liqo;
  return release.generation !== 'g3' && (valueOf(eksCluster) ?? null) !== null;
}

interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** An address of the API server that the peer can be expected to reach: that of the kubeconfig, or of a node. */
function betterAddress(
  cluster: Side,
  current: string | undefined,
  context: PrescribeContext,
): HostPort | undefined {
  const facts = context.clusters[cluster];
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const target = forwardTarget('apiServer', cluster, context);
  const known: HostPort[] = server.ok ? [{ host: server.value.host, port: server.value.port }] : [];
  const nodes = nodeAddresses(facts)
    .filter(isGlobalAddress)
    .toSorted((one, other) => Number(isIpv6(one)) - Number(isIpv6(other)))
    .map((host) => ({ host, port: target?.port ?? 6443 }));
  const own = target === undefined ? [] : [{ host: target.address, port: target.port }];
  return [...known, ...nodes, ...own].find(({ host }) => host !== current && canBeReached(host, context));
}

function canBeReached(host: string, context: PrescribeContext): boolean {
  const kind = addressKind(host);
  if (kind === 'loopback' || kind === 'unspecified') return false;
  if (isOverInternet(context)) return kind === 'global' || kind === 'name';
  return kind === 'name' || kind === 'global' || isInternalAddress(host);
}

function publicEndpoint(cluster: Side, { clusters }: PrescribeContext): Remedy {
  const { provider } = clusters[cluster].platform;
  const words = `Give the API server of the ${cluster} cluster a public endpoint in the settings of the cloud (${provider}), or connect the two networks privately.`;
  return { exposure: 'Provided', summary: words, changes: [{ cluster, kind: 'infrastructure', words }] };
}

function publishApiServer(cluster: Side): Remedy {
  const words = `Publish the API server of the ${cluster} cluster at an address that the other cluster reaches, and set apiServer.address to it.`;
  return { exposure: 'PublicAddress', summary: words, changes: [{ cluster, kind: 'infrastructure', words }] };
}
