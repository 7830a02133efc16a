import type { Advertised } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import type { Endpoint } from '../model/peering.js';
import { addressKind } from './address-kind.js';
import { notAdvertised, otherEndpoints, unread } from './advertisement.js';
import { apiServerExposure } from './api-server-exposure.js';
import type { ChosenNodeAddress } from './node-address.js';
import {
  addressesOf,
  chooseNodeAddress,
  machinesOf,
  nodeAddressQuirks,
  reachableAddresses,
} from './node-address.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import type { ServerAddress } from './server-url.js';
import { missingBracketsQuirk, parseServerUrl } from './server-url.js';

/** The port that every release advertises for a control-plane node, whatever the real one is. */
const defaultApiServerPort = 6443;

/**
 * The API server URL that a release of Liqo would give to the other cluster, quirks included: the configured address,
 * else the address of a control-plane node and port 6443. Where Liqo is not installed: what `liqoctl install` would
 * configure, which is the server of the kubeconfig unless that is a loopback address.
 *
 * Source: pkg/utils/apiserver/address.go@v0.3.2,@v0.5.0,@v0.10.3,@v1.2.0; pkg/liqoctl/install at the same tags.
 */
export function advertisedApiServer(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { installed, apiServerOverride } = facts.liqo;
  if (installed.known && !installed.value) return toBeInstalled(facts, release);
  if (!apiServerOverride.known) {
    const what = 'Which API server address Liqo is configured with';
    return notAdvertised({
      ...unread(what, apiServerOverride.reason).failure,
      candidates: addressesOfApiServer(facts, release),
    });
  }
  const override = apiServerOverride.value ?? '';
  if (override !== '') {
    const url = override.startsWith('https://') ? override : `https://${override}`;
    return fromUrl({ facts, release, url, origin: 'the configured apiServer.address' });
  }
  return fromControlPlane(facts, release);
}

function toBeInstalled(facts: ClusterFacts, release: LiqoRelease): Advertised {
  const { kubeconfigUrl } = facts.apiServer;
  const server = parseServerUrl(kubeconfigUrl);
  if (server.ok && !isOwnHost(server.value.host)) {
    const origin = 'the server of the kubeconfig, which liqoctl install configures';
    return fromUrl({ facts, release, url: kubeconfigUrl, origin });
  }
  const advertised = fromControlPlane(facts, release);
  const why = `Liqo is not installed, and liqoctl install cannot use ${kubeconfigUrl}, the server of the kubeconfig.`;
  return { ...advertised, reason: `${why} ${advertised.reason}` };
}

/** True for a host that means another machine to whoever is told of it. */
function isOwnHost(host: string): boolean {
  return ['loopback', 'unspecified'].includes(addressKind(host));
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
    return notAdvertised({ determinate: true, reason, candidates: otherEndpoints(candidates, null) });
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

function urlQuirks(facts: ClusterFacts, url: string, target: ServerAddress): readonly string[] {
  const quirks: string[] = [];
  if (isOwnHost(target.host)) quirks.push(`To the other cluster ${target.host} means itself.`);
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  // The port of another host, such as a tunnel on this machine, says nothing about the advertised one.
  if (!target.hasPort && server.ok && server.value.host === target.host && server.value.port !== 443) {
    quirks.push(`${url} names no port, so it means 443, while the kubeconfig uses ${server.value.port}.`);
  }
  if (target.lacksBrackets) quirks.push(missingBracketsQuirk(url));
  return quirks;
}

function fromControlPlane(facts: ClusterFacts, release: LiqoRelease): Advertised {
  if (!facts.nodes.known) return notAdvertised(unread('The nodes', facts.nodes.reason).failure);
  const nodes = controlPlaneNodes(facts.nodes.value, release);
  const candidates = addressesOfApiServer(facts, release);
  const chosen = chooseNodeAddress(nodes);
  if (chosen === undefined) {
    const reason =
      nodes.length === 0
        ? 'No address is configured, and no node is labelled as control plane: Liqo has no API server to advertise.'
        : 'No address is configured, and no control-plane node has an address.';
    const quirks = isAtLeast(release, 'v0.5.0') ? [] : unknownLabelQuirks(facts.nodes.value);
    return notAdvertised({ determinate: true, reason, candidates: otherEndpoints(candidates, null), quirks });
  }
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

/** Nodes of the first label that any node has. The last one is RKE's, known from v0.5.0 on. */
function controlPlaneNodes(nodes: readonly NodeFacts[], release: LiqoRelease): readonly NodeFacts[] {
  const roles = ['control-plane', 'master', ...(isAtLeast(release, 'v0.5.0') ? ['controlplane'] : [])];
  const byRole = roles.map((role) =>
    nodes.filter(({ labels }) => `node-role.kubernetes.io/${role}` in labels),
  );
  return byRole.find((found) => found.length > 0) ?? [];
}

function unknownLabelQuirks(nodes: readonly NodeFacts[]): readonly string[] {
  const label = 'node-role.kubernetes.io/controlplane';
  return nodes
    .filter(({ labels }) => label in labels)
    .slice(0, 1)
    .map(({ name }) => `Node ${name} is labelled ${label}, which Liqo before v0.5.0 does not know.`);
}

interface ControlPlaneChoice {
  readonly facts: ClusterFacts;
  readonly release: LiqoRelease;
  readonly nodes: readonly NodeFacts[];
  readonly chosen: ChosenNodeAddress;
}

function controlPlaneQuirks({ facts, release, nodes, chosen }: ControlPlaneChoice): readonly string[] {
  const quirks = [...nodeAddressQuirks(chosen)];
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  if (
    server.ok &&
    server.value.port !== defaultApiServerPort &&
    addressesOf(nodes).includes(server.value.host)
  ) {
    quirks.push(
      `Liqo always advertises port 6443, while the kubeconfig reaches ${facts.apiServer.kubeconfigUrl}.`,
    );
  }
  const equals = nodes.filter(({ addresses }) => addresses.some(({ type }) => type === chosen.type));
  if (release.generation === 'g3' && equals.length > 1) {
    quirks.push(
      `Liqo v1.x lists control-plane nodes in no fixed order, so it may advertise any of ` +
        `${equals.map(({ name }) => name).join(', ')}.`,
    );
  }
  const url = `https://${chosen.address}:${defaultApiServerPort}`;
  const parsed = parseServerUrl(url);
  if (parsed.ok && parsed.value.lacksBrackets) quirks.push(missingBracketsQuirk(url));
  return quirks;
}

/** Other addresses of the API server: that of the kubeconfig, which works for the operator, then control-plane nodes. */
function addressesOfApiServer(facts: ClusterFacts, release: LiqoRelease): Endpoint[] {
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const nodes = reachableAddresses(controlPlaneNodes(machinesOf(facts), release));
  const toEndpoint = (host: string, port: number): Endpoint => ({ protocol: 'https', host, ports: [port] });
  return [
    ...(server.ok && !isOwnHost(server.value.host) ? [toEndpoint(server.value.host, server.value.port)] : []),
    ...nodes.map(({ address }) => toEndpoint(address, defaultApiServerPort)),
  ];
}
