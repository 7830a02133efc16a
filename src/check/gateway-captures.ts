import {
  earlyGatewayPod,
  findGatewayPod,
  gatewayServerPod,
  type GatewayPod,
  type GatewayPodSearch,
} from '../inspect/gateway-pod.js';
import { reviewPermissions } from '../inspect/permissions.js';
import { existingGateway } from '../liqo/existing-gateway.js';
import type { NeededPermission } from '../liqo/needed-permission.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { GatewayCapture } from '../model/gateway-capture.js';
import { peerOf, sides, type Side } from '../model/peering.js';
import { failure, success, type Result } from '../model/result.js';
import type { RunIdentity } from '../probe/datagram.js';
import { startCapture, type CaptureSession } from './capture-session.js';
import type { PodRun } from './probe-with-pods.js';

/** Captures that listen, or that could not. */
export interface GatewayCaptures {
  /** Ends them and tells what they saw; `undefined` when none was asked for. */
  finish(): Promise<readonly GatewayCapture[] | undefined>;
}

/** So much longer than the run's own deadline does a capture last that nobody ends. */
const reserveMs = 10_000;

/**
 * For `--capture`: enters the pod of every live gateway that the peer is going to probe, both clusters at once, and
 * settles when each listens or is known not to.
 */
export async function startGatewayCaptures(podRun: PodRun, key: Uint8Array): Promise<GatewayCaptures> {
  const { request, plan } = podRun;
  if (request.capture !== true) return { finish: () => Promise.resolve(undefined) };
  const probed = sides.filter((side) =>
    plan.probes[peerOf(side)].some(({ kind, target }) => kind === 'live-gateway' && target === side),
  );
  const captures = await Promise.all(probed.map((side) => startIn(side, podRun, key)));
  return { finish: () => Promise.all(captures.map((finish) => finish())) };
}

type Finish = () => Promise<GatewayCapture>;

async function startIn(side: Side, podRun: PodRun, key: Uint8Array): Promise<Finish> {
  const { runs, budgetMs, environment } = podRun;
  const failed = (reason: string, pod?: GatewayPod): Finish => {
    environment.onProgress({ stage: 'probe', side, text: `no capture at the gateway: ${reason}` });
    return () =>
      Promise.resolve({ cluster: side, status: 'failed', reason, arrivals: [], ...whereabouts(pod) });
  };
  const run = runs[side];
  const { connection } = run;
  const { search, ports } = gatewayIn(side, podRun);
  const { namespace } = search;
  const permitted = await askFor(connection, namespace);
  if (!permitted.ok) return failed(permitted.failure);
  const pod = await findGatewayPod(connection, search);
  if (!pod.ok) return failed(pod.failure);
  const identity: RunIdentity = { runId: run.settings.runId, key };
  const started = await startCapture({
    connection,
    pod: pod.value,
    ports,
    identity,
    limitMs: budgetMs + reserveMs,
    signal: run.signal,
  });
  if (!started.ok) return failed(started.failure, pod.value);
  environment.onProgress({ stage: 'probe', side, text: `capturing in pod ${namespace}/${pod.value.name}` });
  return () => finish(side, pod.value, started.value);
}

async function finish(cluster: Side, pod: GatewayPod, session: CaptureSession): Promise<GatewayCapture> {
  const { arrivals, interruption } = await session.finish();
  return {
    cluster,
    status: interruption === undefined ? 'listened' : 'interrupted',
    ...(interruption !== undefined && { reason: interruption }),
    ...whereabouts(pod),
    arrivals,
  };
}

function whereabouts(pod: GatewayPod | undefined): Pick<GatewayCapture, 'pod' | 'node'> {
  return pod === undefined ? {} : { pod: `${pod.namespace}/${pod.name}`, node: pod.node };
}

/** Which pod is the gateway of a cluster, and to which ports datagrams for it come there. */
function gatewayIn(
  side: Side,
  { clusters, request }: Pick<PodRun, 'clusters' | 'request'>,
): { readonly search: GatewayPodSearch; readonly ports: readonly number[] } {
  const existing = existingGateway(clusters[side], clusters[peerOf(side)], request.intent);
  if (existing === undefined) {
    return {
      search: earlyGatewayPod(clusters[side].liqo.namespace),
      ports: gatewayPorts(clusters[side]),
    };
  }
  const { server, advertised } = existing;
  // In the pod's own network everything has been rewritten to the port behind the Service, which is the Service's own.
  const ports = server.listenPort === undefined ? (advertised?.ports ?? []) : [server.listenPort];
  return { search: gatewayServerPod(server), ports };
}

/**
 * Where datagrams for the gateway come in, as a capture on its node sees them: before kube-proxy has rewritten them
 * (node port, the load balancer's port), or after another node has.
 */
function gatewayPorts({ liqo }: ClusterFacts): readonly number[] {
  const service = valueOf(liqo.gatewayService) ?? undefined;
  const ports = (service?.ports ?? [])
    .filter(({ protocol }) => protocol === 'UDP')
    .flatMap(({ port, nodePort, targetPort }) => [port, nodePort, targetPort])
    .filter((port) => typeof port === 'number');
  return [...new Set(ports)];
}

/**
 * What a capture takes. The API server asks for `get` where a command is started over a WebSocket, and from v1.35 on
 * for `create` too; nobody who lacks `create` is meant to enter pods, so nothing is tried without it.
 * SOURCE: Kubernetes feature gate AuthorizePodWebsocketUpgradeCreatePermission.
 */
function neededFor(namespace: string): readonly NeededPermission[] {
  const scope = { kind: 'namespace', namespace } as const;
  const purpose = 'to capture at the gateway';
  return [
    { verb: 'list', resource: 'pods', scope, purpose },
    { verb: 'get', resource: 'pods/exec', scope, purpose },
    { verb: 'create', resource: 'pods/exec', scope, purpose },
  ];
}

async function askFor(
  connection: PodRun['runs'][Side]['connection'],
  namespace: string,
): Promise<Result<undefined, string>> {
  const answers = await reviewPermissions(connection, neededFor(namespace));
  const missing = answers.filter(({ allowed }) => allowed.known && !allowed.value);
  if (missing.length === 0) return success(undefined);
  const words = missing.map(({ verb, resource }) => `${verb} ${resource}`).join(', ');
  return failure(`the kubeconfig's user may not ${words} in namespace ${namespace}`);
}
