import type { Advertised, Quirk } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Endpoint } from '../model/peering.js';
import { notAdvertised, otherEndpoints, unread } from './advertisement.js';
import { apiServerExposure } from './api-server-exposure.js';
import { addressesOfApiServer, controlPlaneNodes, defaultApiServerPort } from './api-server-nodes.js';
import {
  awsEndpointQuirk,
  controlPlaneQuirks,
  ignoredAddressQuirk,
  missingAddressQuirks,
  urlQuirks,
} from './api-server-quirks.js';
import { installAddressSource } from './install-api-server.js';
import { chooseNodeAddress } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { parseServerUrl } from './server-url.js';

/**
 * The API server URL that a release of Liqo would give to the other cluster, quirks included: the configured address,
 * else the address of a control-plane node and port 6443. Where Liqo is not installed: what `liqoctl install` would
 * configure, see `installAddressSource`. Where Liqo has AWS credentials:
 * the endpoint that AWS tells, which v1.x replaces by the configured address and v0.x does not.
 *
 * Source: pkg/utils/apiserver/address.go@v0.3.2,@v0.5.0,@v0.10.3,@v1.2.0; pkg/liqoctl/install at the same tags;
 * pkg/auth/identityresponse.go and internal/auth-service/auth-service.go@v0.3.2,@v0.10.3 and ForgeAuthParams in pkg/identityManager/iamIdentityProvider.go@v1.0.0,
 * @v1.2.0.
 */
export function advertisedApiServer(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { installed, apiServerOverride, eksCluster } = facts.liqo;
  if (installed.known && !installed.value) return toBeInstalled(facts, release);
  const missing = [apiServerOverride, eksCluster].find((fact) => !fact.known);
  if (missing?.known === false) {
    const what = 'Which API server address Liqo is configured with';
    return notAdvertised({
      ...unread(what, missing.reason).failure,
      candidates: addressesOfApiServer(facts, release),
    });
  }
  const override = valueOf(apiServerOverride) ?? '';
  const cluster = valueOf(eksCluster) ?? null;
  if (cluster !== null && (release.generation !== 'g3' || override === '')) {
    return fromAws({ facts, release, cluster, override });
  }
  if (override !== '') {
    const url = override.startsWith('https://') ? override : `https://${override}`;
    return fromUrl({ facts, release, url, origin: 'the configured apiServer.address' });
  }
  return fromControlPlane(facts, release);
}

function toBeInstalled(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { kubeconfigUrl: url } = facts.apiServer;
  switch (installAddressSource(facts, release)) {
    case 'kubeconfig': {
      const origin = 'the server of the kubeconfig, which liqoctl install configures';
      return fromUrl({ facts, release, url, origin });
    }
    case 'control-plane-node': {
      const advertised = fromControlPlane(facts, release);
      const why = `Liqo is not installed, and installing it here does not use ${url}, the server of the kubeconfig.`;
      return { ...advertised, reason: `${why} ${advertised.reason}` };
    }
    case 'refused': {
      const reason = `Liqo is not installed, and liqoctl ${release.version} refuses ${url}, the server of the kubeconfig, as an address to advertise.`;
      const candidates = otherEndpoints(addressesOfApiServer(facts, release), null);
      const quirks = [{ kind: 'own-address', text: `To the other cluster ${url} means itself.` }] as const;
      return notAdvertised({ determinate: true, reason, candidates, quirks });
    }
  }
}

interface AwsEndpoint {
  readonly facts: ClusterFacts;
  readonly release: LiqoRelease;
  /** Name of the EKS cluster. */
  readonly cluster: string;
  /** The configured address; empty for none. */
  readonly override: string;
}

/** Hosts of EKS endpoints: IPv4, China, and dual stack. Source: Amazon EKS user guide, cluster endpoint access. */
const eksEndpoint =
  /\.(eks\.amazonaws\.com(\.cn)?|eks-cluster\.[a-z0-9-]+\.api\.(aws|amazonwebservices\.com\.cn))$/;

/** AWS is not asked: where the kubeconfig leads to an EKS endpoint itself, that is what it would answer. */
function fromAws({ facts, release, cluster, override }: AwsEndpoint): Advertised {
  // Before v1.0 liqo-auth computes the other address first, and ends when there is none; v0.3.0 does not.
  if (override === '' && release.generation !== 'g3' && isAtLeast(release, 'v0.3.1')) {
    const unused = fromControlPlane(facts, release);
    if (unused.endpoint === null) return unused;
  }
  const { kubeconfigUrl } = facts.apiServer;
  const server = parseServerUrl(kubeconfigUrl);
  if (!server.ok || !eksEndpoint.test(server.value.host)) {
    const reason =
      `Liqo asks AWS for the endpoint of EKS cluster ${cluster}, ` +
      `which the kubeconfig does not tell: its server is ${kubeconfigUrl}.`;
    const candidates = addressesOfApiServer(facts, release);
    return notAdvertised({ determinate: false, reason, candidates, quirks: [awsEndpointQuirk(cluster)] });
  }
  const origin = `the endpoint of EKS cluster ${cluster}, which Liqo asks of AWS`;
  const advertised = fromUrl({ facts, release, url: kubeconfigUrl, origin });
  const configured = parseServerUrl(override.startsWith('https://') ? override : `https://${override}`);
  const isIgnored = override !== '' && !(configured.ok && configured.value.host === server.value.host);
  return isIgnored
    ? { ...advertised, quirks: [...advertised.quirks, ignoredAddressQuirk(override)] }
    : advertised;
}

interface Configured {
  readonly facts: ClusterFacts;
  readonly release: LiqoRelease;
  readonly url: string;
  readonly origin: string;
}

function fromUrl({ facts, release, url, origin }: Configured): Advertised {
  const candidates = addressesOfApiServer(facts, release);
  const target = parseServerUrl(url);
  if (!target.ok) {
    const reason = `The URL that Liqo would advertise, ${origin}, is unusable: ${target.failure}.`;
    const quirks: Quirk[] = [{ kind: 'broken-override', text: reason }];
    return notAdvertised({ determinate: true, reason, candidates: otherEndpoints(candidates, null), quirks });
  }
  const { host, port } = target.value;
  const endpoint: Endpoint = { protocol: 'https', host, ports: [port] };
  return {
    determinate: true,
    endpoint,
    exposure: apiServerExposure({ facts, host, isOverride: true }),
    reason: `Liqo advertises ${url}: ${origin}.`,
    candidates: otherEndpoints(candidates, endpoint),
    quirks: urlQuirks(facts, url, target.value),
  };
}

function fromControlPlane(facts: ClusterFacts, release: LiqoRelease): Advertised {
  if (!facts.nodes.known) return notAdvertised(unread('The nodes', facts.nodes.reason).failure);
  const nodes = controlPlaneNodes(facts.nodes.value, release);
  const candidates = addressesOfApiServer(facts, release);
  const chosen = chooseNodeAddress(nodes);
  if (chosen === undefined) return withoutControlPlane(facts, nodes, release);
  const { node, type, address } = chosen;
  const endpoint: Endpoint = { protocol: 'https', host: address, ports: [defaultApiServerPort] };
  return {
    determinate: true,
    endpoint,
    exposure: apiServerExposure({ facts, host: address, isOverride: false }),
    reason: `Liqo advertises control-plane node ${node.name} (${type}) with port ${defaultApiServerPort}.`,
    candidates: otherEndpoints(candidates, endpoint),
    quirks: controlPlaneQuirks({ facts, release, nodes, chosen }),
  };
}

function withoutControlPlane(
  facts: ClusterFacts,
  nodes: readonly NodeFacts[],
  release: LiqoRelease,
): Advertised {
  const reason =
    nodes.length === 0
      ? 'No address is configured, and no node is labelled as control plane: Liqo has no API server to advertise.'
      : 'No address is configured, and no control-plane node has an address.';
  return notAdvertised({
    determinate: true,
    reason,
    candidates: otherEndpoints(addressesOfApiServer(facts, release), null),
    quirks: missingAddressQuirks(facts, release),
  });
}
