import type { Quirk } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import { defaultApiServerPort, isOwnHost, listeningPort, rkeControlPlaneLabel } from './api-server-nodes.js';
import { addressesOf, nodeAddressQuirks, type ChosenNodeAddress } from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { missingBracketsQuirk, parseServerUrl, type ServerAddress } from './server-url.js';

/** What is peculiar about a URL that is advertised as it was configured. */
export function urlQuirks(facts: ClusterFacts, url: string, target: ServerAddress): readonly Quirk[] {
  const quirks: Quirk[] = [];
  if (isOwnHost(target.host)) {
    quirks.push({ kind: 'own-address', text: `To the other cluster ${target.host} means itself.` });
  }
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const isKubeconfigs = server.ok && server.value.host === target.host;
  // The port of another host, such as a tunnel on this machine, says nothing about the advertised one.
  if (isKubeconfigs && server.value.port !== target.port) {
    const port = target.hasPort ? `names port ${target.port}` : 'names no port, so it means 443';
    quirks.push({
      kind: 'api-server-port',
      text: `${url} ${port}, while the kubeconfig uses ${server.value.port}.`,
    });
  }
  quirks.push(...proxyQuirks(facts, url, { ...target, isKubeconfigs }));
  if (target.lacksBrackets) quirks.push(missingBracketsQuirk(url));
  return quirks;
}

function proxyQuirks(
  facts: ClusterFacts,
  url: string,
  target: ServerAddress & { readonly isKubeconfigs: boolean },
): readonly Quirk[] {
  const sign = proxySign(facts, target);
  if (sign === undefined) return [];
  return [
    {
      kind: 'proxied-address',
      text:
        `${url} is the address of a proxy in front of the API server (it has ${sign}); ` +
        'it takes its own credentials, and not those that Liqo hands to the peer.',
    },
  ];
}

/**
 * A proxy shows itself by a path behind which it keeps a cluster (Rancher), by its name, or by a certificate of its own
 * (Teleport); whoever tells peers of another authority knows of that.
 */
function proxySign(
  { apiServer, liqo }: ClusterFacts,
  { host, path, isKubeconfigs }: ServerAddress & { readonly isKubeconfigs: boolean },
): string | undefined {
  if (path !== '' && path !== '/') return `the path ${path}`;
  // Google Kubernetes Engine documentation, "DNS-based endpoint": it takes no client certificates.
  if (host.endsWith('.gke.goog')) return "a name of Google's front end";
  const isTold = valueOf(liqo.trustedCa) === true || (valueOf(liqo.caOverride) ?? null) !== null;
  return isKubeconfigs && !isTold && valueOf(apiServer.kubeconfigSharesAuthority) === false
    ? "an authority of its own, which the cluster's pods do not trust"
    : undefined;
}

/** Why there may be no API server to advertise. */
export function missingAddressQuirks(facts: ClusterFacts, release: LiqoRelease): readonly Quirk[] {
  const nodes = valueOf(facts.nodes) ?? [];
  const unknown = isAtLeast(release, 'v0.5.0')
    ? undefined
    : nodes.find(({ labels }) => rkeControlPlaneLabel in labels);
  const text =
    unknown !== undefined
      ? `Node ${unknown.name} is labelled ${rkeControlPlaneLabel}, which Liqo before v0.5.0 does not know.`
      : valueOf(facts.platform.managed) === true
        ? 'The control plane of a managed cluster has no nodes, so Liqo needs apiServer.address, which is not set.'
        : 'apiServer.address is not set, and no node with an address is labelled as control plane.';
  return [{ kind: 'no-api-server-address', text }];
}

/** How an address was chosen among control-plane nodes. */
export interface ControlPlaneChoice {
  readonly facts: ClusterFacts;
  readonly release: LiqoRelease;
  readonly nodes: readonly NodeFacts[];
  readonly chosen: ChosenNodeAddress;
}

/** What is peculiar about the address of a control-plane node with port 6443. */
export function controlPlaneQuirks(choice: ControlPlaneChoice): readonly Quirk[] {
  const { release, nodes, chosen } = choice;
  const quirks = [...nodeAddressQuirks(chosen), ...portQuirks(choice)];
  const equals = nodes.filter(({ addresses }) => addresses.some(({ type }) => type === chosen.type));
  if (release.generation === 'g3' && equals.length > 1) {
    quirks.push({
      kind: 'arbitrary-node',
      text:
        `Liqo v1.x lists control-plane nodes in no fixed order, so it may advertise any of ` +
        `${equals.map(({ name }) => name).join(', ')}.`,
    });
  }
  const url = `https://${chosen.address}:${defaultApiServerPort}`;
  const parsed = parseServerUrl(url);
  if (parsed.ok && parsed.value.lacksBrackets) quirks.push(missingBracketsQuirk(url));
  return quirks;
}

function portQuirks({ facts, nodes, chosen }: ControlPlaneChoice): readonly Quirk[] {
  const port = listeningPort(facts, chosen.node);
  if (port !== undefined) {
    if (port === defaultApiServerPort) return [];
    const text = `Liqo always advertises port 6443, while the API server on node ${chosen.node.name} listens on ${port}.`;
    return [{ kind: 'api-server-port', text }];
  }
  const { kubeconfigUrl } = facts.apiServer;
  const server = parseServerUrl(kubeconfigUrl);
  const isNodes = server.ok && addressesOf(nodes).includes(server.value.host);
  if (!isNodes || server.value.port === defaultApiServerPort) return [];
  const text = `Liqo always advertises port 6443, while the kubeconfig reaches ${kubeconfigUrl}.`;
  return [{ kind: 'api-server-port', text }];
}

/** Endpoint and authority come from AWS. */
export function awsEndpointQuirk(cluster: string): Quirk {
  return {
    kind: 'aws-endpoint',
    text: `Liqo has AWS credentials and tells peers the endpoint that AWS names for EKS cluster ${cluster}.`,
  };
}

/** With AWS credentials Liqo v0.x does not read the configured address. */
export function ignoredAddressQuirk(address: string): Quirk {
  return {
    kind: 'aws-endpoint',
    text: `apiServer.address, ${address}, is not used: with AWS credentials Liqo before v1.0 tells peers the EKS endpoint.`,
  };
}
