import { inspectCluster } from '../../../src/inspect/inspect-cluster.js';
import { judge, type JudgeInput } from '../../../src/judge/judge.js';
import { createAuthority } from '../../../src/lab/api/certificates.js';
import { createObject } from '../../../src/lab/api/handle-collection.js';
import { resources } from '../../../src/lab/api/resources.js';
import { seedNamespace } from '../../../src/lab/cluster/base-objects.js';
import { seed } from '../../../src/lab/cluster/seed.js';
import type { InProcessLab } from '../../../src/lab/in-process/start-in-process.js';
import { settled, startInProcess } from '../../../src/lab/in-process/start-in-process.js';
import { podSpecSchema } from '../../../src/lab/kubelet/pod-spec.js';
import { schedule } from '../../../src/lab/kubelet/scheduler.js';
import { createRandom } from '../../../src/lab/random/random.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { ProbeTask } from '../../../src/model/agent-plan.js';
import type { ClusterFacts } from '../../../src/model/cluster-facts.js';
import { valueOf } from '../../../src/model/fact.js';
import type { PeeringIntent, Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';
import type { RaisedService } from '../../../src/model/raised-service.js';
import type { Report } from '../../../src/model/report.js';
import type { Observation } from '../../../src/model/observation.js';
import type { ReceivedObservation, RunEvidence, StandIn } from '../../../src/model/run-evidence.js';
import type { RunPlan } from '../../../src/model/run-plan.js';
import { forwardCandidates } from '../../../src/plan/forward-candidates.js';
import { planRun } from '../../../src/plan/plan-run.js';
import { standInProbes } from '../../../src/plan/stand-in-probes.js';
import { tunnelPacketBytes } from '../../../src/plan/tunnel-packet.js';
import { raisedService } from '../../../src/workload/raise.js';
import { sourceService, standInService } from '../../../src/workload/run-objects.js';
import type { WorkloadSettings } from '../../../src/workload/workload-settings.js';
import { GatewayCaptures } from './gateway-captures.js';
import { isModelled, observe, setResponder } from './observe.js';
import { stubConnection } from './stub-connection.js';

/** What to check, as `liqo-doctor check` is told. */
export interface InProcessRequest {
  readonly topology: Topology;
  readonly intent: PeeringIntent;
  /** Decides node ports and masqueraded ports. */
  readonly seed: number;
  /** `loopback`: kubeconfigs name 127.0.0.1, as those of a real lab do; `usual`: as kubeadm and clouds write them. */
  readonly kubeconfig: 'usual' | 'loopback';
  /** `--capture`: the operator lets the pods of live gateways be entered; absent for no. */
  readonly capture?: boolean | undefined;
}

/** A whole check: what it saw, and the report. */
export interface InProcessResult {
  readonly report: Report;
  /** What the report was judged from. */
  readonly input: JudgeInput;
  readonly evidence: RunEvidence;
  readonly plan: RunPlan;
}

const authorities = Promise.all([createAuthority(), createAuthority()]).then(([local, remote]) => ({
  local: local.certificate,
  remote: remote.certificate,
}));

const settings: WorkloadSettings = {
  runId: 'proof',
  namespace: 'liqo-doctor',
  image: 'node:22-slim',
  labels: {},
  annotations: {},
  runAsUser: 65_532,
  activeDeadlineSeconds: 120,
};
const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'responder-proof', uid: 'proof' };

/** Inspects, plans, raises, probes and judges, with a model of the agent in place of the agent. */
export async function checkInProcess(request: InProcessRequest): Promise<InProcessResult> {
  const { topology, intent, capture } = request;
  const { next } = createRandom(request.seed);
  const random = () => next();
  const lab = await startInProcess(topology, { authorities: await authorities, random });
  const clusters = {
    local: await inspected(lab, 'local', request),
    remote: await inspected(lab, 'remote', request),
  };
  const planned = planRun({ clusters, intent, probeFrom: 'pods', capture, allowLoadBalancer: true });
  if (!planned.ok) throw new Error(planned.failure);
  const plan = planned.value;
  const captures = new GatewayCaptures();
  const gathered = await gather(lab, { clusters, plan, intent, captures });
  const evidence = capture === true ? { ...gathered, captures: captures.finish(plan) } : gathered;
  const input: JudgeInput = {
    ...clusters,
    intent,
    evidence,
    plan,
    probeFrom: 'pods',
    startedAt: '2026-01-01T00:00:00.000Z',
    words: {
      local: { kubeconfig: 'local.yaml', liqoNamespace: 'liqo' },
      remote: { kubeconfig: 'remote.yaml', liqoNamespace: 'liqo' },
    },
  };
  const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0, stages: {} };
  return { report: { ...judge(input), timing }, input, evidence, plan };
}

async function inspected(lab: InProcessLab, side: Side, request: InProcessRequest): Promise<ClusterFacts> {
  const server =
    request.kubeconfig === 'loopback' ? 'https://127.0.0.1:40001' : usualServer(request.topology, side);
  const connection = stubConnection(lab.clusters[side], server);
  const facts = await inspectCluster({ side, connection, liqoNamespace: 'liqo' });
  if (!facts.ok) throw new Error(facts.failure.message);
  return facts.value;
}

/** The servers that the kubeconfigs name; `undefined` for this machine. */
export function serversOf(
  topology: Topology,
  kubeconfig: InProcessRequest['kubeconfig'],
): Record<Side, string | undefined> {
  if (kubeconfig === 'loopback') return { local: undefined, remote: undefined };
  // `liqoctl install kind` sets no address, whatever the kubeconfig says.
  const server = (side: Side): string | undefined =>
    isKind(topology, side) ? undefined : usualServer(topology, side);
  return { local: server('local'), remote: server('remote') };
}

function isKind({ sites }: Topology, side: Side): boolean {
  return sites[side].nodes.some(({ providerId }) => providerId?.startsWith('kind:') === true);
}

function usualServer(topology: Topology, side: Side): string {
  const { clusters, sites } = topology;
  const { apiServer } = clusters[side];
  if (isKind(topology, side)) return 'https://127.0.0.1:41235';
  const own = sites[side].nodes.find((node) => node.controlPlane === true)?.addresses[0]?.address;
  const named = apiServer.place === 'provided' ? apiServer.certificateNames[0] : own;
  const host = named?.includes(':') === true ? `[${named}]` : named;
  return apiServer.port === 443 ? `https://${host}` : `https://${host}:${apiServer.port}`;
}

interface Stage {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly plan: RunPlan;
  readonly intent: PeeringIntent;
  readonly captures: GatewayCaptures;
}

interface Raised {
  readonly services: readonly RaisedService[];
  readonly sourceNodePorts: readonly number[];
  readonly nodeName: string;
  readonly prober: {
    readonly kind: 'pod';
    readonly side: Side;
    readonly node: string;
    readonly address: string;
  };
}

async function gather(lab: InProcessLab, { clusters, plan, intent, captures }: Stage): Promise<RunEvidence> {
  for (const side of sides) raisePods(lab, side);
  const services = { local: raiseServices(lab, 'local', plan), remote: raiseServices(lab, 'remote', plan) };
  await settled();
  const raised = {
    local: raisedOn(lab, 'local', services.local),
    remote: raisedOn(lab, 'remote', services.remote),
  };
  const release = { version: plan.liqoVersion, generation: plan.generation };
  const packetBytes = tunnelPacketBytes({ clusters, release, intent });
  const run = new Wave(lab, raised, captures);
  const stand = (side: Side, wanted: readonly RaisedService[]) =>
    standInProbes(clusters[side], { ...raised[side], services: wanted }, { release, packetBytes });
  const standIns: StandIn[] = [];
  for (const side of sides) run.probe(side, plan.probes[side]);
  for (const side of sides) {
    const known = stand(
      side,
      raised[side].services.filter(({ request }) => request.exposure === 'NodePort'),
    );
    standIns.push(...known.standIns);
    run.probe(peerOf(side), known.fromPeer);
    run.probe(side, known.fromOwn);
  }
  const late = sides.flatMap((side) =>
    raised[side].services
      .filter(({ request }) => request.exposure === 'LoadBalancer')
      .map((service) => ({ side, service })),
  );
  for (const { side, service } of late.filter(({ service: one }) => one.loadBalancer.length > 0)) {
    const found = stand(side, [service]);
    standIns.push(...found.standIns);
    run.probe(
      peerOf(side),
      found.fromPeer.filter(({ purpose }) => purpose === 'stand-in'),
    );
    run.probe(side, found.fromOwn);
  }
  const isEnough = run.received.some(
    ({ observation: { purpose, service, outcome, host, target } }) =>
      purpose === 'stand-in' &&
      (plan.generation === 'g3' || valueOf(clusters[target].liqo.installed) === false) &&
      service === 'gateway' &&
      outcome === 'replied' &&
      standIns.some(({ endpoint, exposure }) => exposure === 'LoadBalancer' && endpoint?.host === host),
  );
  for (const { service } of late.filter(({ service: one }) => one.loadBalancer.length === 0)) {
    standIns.push(withoutAddress(service, isEnough && service.request.service === 'gateway'));
  }
  const observations = run.received.map(({ observation }) => observation);
  for (const side of sides) {
    run.probe(peerOf(side), forwardCandidates({ target: clusters[side], release, intent, observations }));
  }
  return {
    standIns,
    observations: run.received,
    arrivals: run.arrivals,
    workloads: sides.flatMap((cluster) =>
      (['responder', 'prober'] as const).map((role) => ({ cluster, role, status: 'ran' as const })),
    ),
  };
}

function withoutAddress({ request, nodePort }: RaisedService, isNotNeeded: boolean): StandIn {
  const { cluster, service, exposure } = request;
  const common = { cluster, service, exposure, nodePort };
  return isNotNeeded
    ? { ...common, status: 'not-raised', reason: 'its address was not waited for' }
    : { ...common, status: 'pending', reason: 'its LoadBalancer Service got no address in time' };
}

function raisePods(lab: InProcessLab, side: Side): void {
  const { api } = lab.clusters[side];
  seedNamespace(api, settings.namespace);
  const pod = makePod(lab, side, 'responder');
  setResponder(lab, pod);
  const loopbackPort = lab.listeners.add({ kind: 'responder', side });
  lab.network.listenTcp(pod, 10_512, { loopbackPort, secret: '' });
}

function makePod(lab: InProcessLab, side: Side, role: 'responder' | 'prober') {
  const { api, addresses } = lab.clusters[side];
  const placed = schedule(api.store, podSpecSchema.parse({ containers: [{ name: 'agent' }] }));
  if (!placed.ok) throw new Error(placed.message);
  const { node } = placed;
  const pod = { kind: 'pod', side, node, address: addresses.next(node) } as const;
  lab.network.addPod(pod);
  seed(api, resources.pods, {
    metadata: {
      name: `${role}-proof`,
      namespace: settings.namespace,
      labels: { 'app.kubernetes.io/instance': 'proof', 'app.kubernetes.io/component': role },
    },
    spec: { nodeName: node, containers: [{ name: 'agent' }] },
    status: { phase: 'Running', podIP: pod.address, conditions: [{ type: 'Ready', status: 'True' }] },
  });
  return pod;
}

interface RaisedNames {
  readonly requests: readonly { readonly request: RunPlan['standIns'][number]; readonly name: string }[];
  readonly source: string;
}

function raiseServices(lab: InProcessLab, side: Side, plan: RunPlan): RaisedNames {
  const create = (body: ReturnType<typeof sourceService>): string => {
    const answer = createObject(
      lab.clusters[side].api,
      { resource: resources.services, namespace: settings.namespace },
      { body, query: new URLSearchParams() },
    );
    if (answer.status !== 201) throw new Error(`a stand-in is refused: ${JSON.stringify(answer.body)}`);
    return body.metadata?.name ?? '';
  };
  // First those with a node port of their own: no other may be given it by chance.
  const own = plan.standIns.filter(({ cluster }) => cluster === side);
  const pinned = own.filter(({ nodePort }) => nodePort !== undefined);
  const names = new Map(
    [...pinned, ...own.filter((request) => !pinned.includes(request))].map((request) => [
      request,
      create(standInService(request, owner, settings)),
    ]),
  );
  return {
    source: create(sourceService(owner, settings)),
    requests: own.map((request) => ({ request, name: names.get(request) ?? '' })),
  };
}

function raisedOn(lab: InProcessLab, side: Side, { requests, source }: RaisedNames): Raised {
  const { api } = lab.clusters[side];
  const { namespace } = settings;
  const read = (name: string) =>
    JSON.parse(JSON.stringify(api.store.get(resources.services, { namespace, name }))) as Parameters<
      typeof raisedService
    >[1];
  const pods = api.store.list(resources.pods, namespace);
  const responder = JSON.parse(JSON.stringify(pods[0])) as { spec: { nodeName: string } };
  return {
    services: requests.map(({ request, name }) => raisedService(request, read(name))),
    sourceNodePorts: (read(source).spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []),
    nodeName: responder.spec.nodeName,
    prober: makePod(lab, side, 'prober'),
  };
}

/** Silence takes longer to be told than an answer, and so does that a stand-in goes on refusing. */
function toldAfterMs({ kind }: ProbeTask, { outcome }: Observation): number {
  if (['silent', 'filtered', 'unreachable'].includes(outcome)) return 8000;
  return outcome === 'refused' && kind.startsWith('stand-in') ? 4500 : 200;
}

/** Probes in the order in which a run sends them. */
class Wave {
  readonly received: ReceivedObservation[] = [];
  readonly arrivals: RunEvidence['arrivals'][number][] = [];
  readonly #lab: InProcessLab;
  readonly #raised: Readonly<Record<Side, Raised>>;
  readonly #captures: GatewayCaptures;

  constructor(lab: InProcessLab, raised: Readonly<Record<Side, Raised>>, captures: GatewayCaptures) {
    this.#lab = lab;
    this.#raised = raised;
    this.#captures = captures;
  }

  probe(from: Side, tasks: readonly ProbeTask[]): void {
    for (const task of tasks.filter(isModelled)) {
      const { observation, arrival, atGateway } = observe(this.#lab, task, this.#raised[from].prober);
      if (atGateway) this.#captures.saw(task.id, atGateway);
      this.received.push({ observation, receivedAtMs: toldAfterMs(task, observation) });
      if (arrival) this.arrivals.push(arrival);
    }
  }
}
