import type { LiqoRelease } from '../liqo/release.js';
import type { ProbeTask, ProberPlan } from '../model/agent-plan.js';
import { valueOf } from '../model/fact.js';
import type { Observation, Purpose } from '../model/observation.js';
import type { Side } from '../model/peering.js';
import { peerOf, sides } from '../model/peering.js';
import type { RaisedService } from '../model/raised-service.js';
import type { StandIn, WorkloadOutcome } from '../model/run-evidence.js';
import { forwardCandidates } from '../plan/forward-candidates.js';
import { hairpinProbes } from '../plan/hairpin-probes.js';
import { idleProbeMs, idleProbes } from '../plan/idle-probes.js';
import { nodeTargetProbes } from '../plan/node-targets.js';
import { type Prober, probersFor } from '../plan/probers.js';
import { throughProxies } from '../plan/proxied-probes.js';
import { sendersFrom } from '../plan/sending-nodes.js';
import type { StandInProbes } from '../plan/stand-in-probes.js';
import { standInProbes } from '../plan/stand-in-probes.js';
import { tunnelPacketBytes } from '../plan/tunnel-packet.js';
import type { EvidenceCollector } from './evidence-collector.js';
import { NodeView } from './node-view.js';
import { listensToLan } from './listens-to-lan.js';
import type { ResponderState } from './pods-in-cluster.js';
import { runProber } from './pods-in-cluster.js';
import type { PodRun } from './probe-with-pods.js';

type BySide<T> = Readonly<Record<Side, T>>;

/** What was learned of stand-ins, and how the pods fared that probed them. */
export interface WaveResult {
  readonly standIns: readonly StandIn[];
  readonly workloads: readonly WorkloadOutcome[];
}

/** A prober has ended by itself after so many milliseconds, whatever the network does, unless it has to wait longer. */
const proberDeadlineMs = 30_000;

/** A prober pod that is to wait long has so many milliseconds to start. */
const podStartReserveMs = 20_000;

/** What is probed behind each Service; the rest concerns the responder, whatever leads to it. */
const purposesByService: ReadonlySet<Purpose> = new Set(['stand-in', 'path-mtu', 'tunnel']);

const nothing: StandInProbes = { standIns: [], fromPeer: [], fromOwn: [] };

/** Sends probers into both clusters, wave after wave; each wave is one prober Job a cluster. */
export class ProbeWaves {
  readonly #podRun: PodRun;
  readonly #responders: BySide<ResponderState>;
  readonly #collector: EvidenceCollector;
  readonly #nodeView = new NodeView();
  #waves = 0;

  constructor(podRun: PodRun, responders: BySide<ResponderState>, collector: EvidenceCollector) {
    this.#podRun = podRun;
    this.#responders = responders;
    this.#collector = collector;
  }

  /** Everything that has an address from the start: the advertised endpoints and the stand-ins behind node ports. */
  async probeKnownAddresses(services: BySide<readonly RaisedService[]>): Promise<WaveResult> {
    const found = bySide((side) => this.#standIns(side, services[side]));
    const workloads = await this.#run(
      bySide((side) => [
        ...this.#podRun.plan.probes[side],
        ...found[peerOf(side)].fromPeer,
        ...this.#otherNodes(peerOf(side), services[peerOf(side)], found[peerOf(side)]),
        ...this.#idleProbes(found[peerOf(side)].fromPeer),
        ...found[side].fromOwn,
      ]),
    );
    return { standIns: sides.flatMap((side) => found[side].standIns), workloads };
  }

  /** A load balancer that has just got its address. */
  async probeLateAddress(cluster: Side, service: RaisedService): Promise<WaveResult> {
    const found = this.#standIns(cluster, [service]);
    const fromPeer = found.fromPeer.filter(({ purpose }) => purposesByService.has(purpose));
    const workloads = await this.#run(bySide((side) => (side === cluster ? found.fromOwn : fromPeer)));
    return { standIns: found.standIns, workloads };
  }

  /**
   * Port-forwards of a cluster that exist without being advertised, where the observations so far give a hint of them,
   * and whether the cluster reaches its own public address.
   */
  async probeForwards(target: Side): Promise<WaveResult> {
    const { clusters, request } = this.#podRun;
    const observations = this.#collector.observations.map(({ observation }) => observation);
    const { intent } = request;
    const candidates = throughProxies(
      forwardCandidates({ target: clusters[target], release: this.#release, intent, observations }),
      valueOf(clusters[peerOf(target)].liqo.proxyEnvironment),
    );
    const state = this.#responders[target];
    const hairpins = state.ok
      ? hairpinProbes({ target: clusters[target], responder: state.responder, observations })
      : [];
    return {
      standIns: [],
      workloads: await this.#run(bySide((side) => (side === target ? hairpins : candidates))),
    };
  }

  /** Whether these observations tell already what there is to know about a cluster's forwards. */
  areForwardsDecided(target: Side, observations: readonly Observation[]): boolean {
    const seen = new Set(observations.map(({ id }) => id));
    const endpoints = this.#podRun.plan.probes[peerOf(target)].filter(({ kind }) => kind !== 'live-gateway');
    return (
      endpoints.every(({ id }) => seen.has(id)) &&
      observations.some(({ purpose, from }) => purpose === 'source' && from === target)
    );
  }

  /** Those that fall silent for as long as the run has time for. */
  #idleProbes(tasks: readonly ProbeTask[]): ProbeTask[] {
    const { plan, request, stopwatch } = this.#podRun;
    const withinMs = request.timeoutMs - stopwatch.elapsedMs - podStartReserveMs;
    return idleProbes(tasks, { idleMs: plan.idleMs ?? [], withinMs });
  }

  get #release(): LiqoRelease {
    const { plan } = this.#podRun;
    return { version: plan.liqoVersion, generation: plan.generation };
  }

  #standIns(side: Side, services: readonly RaisedService[]): StandInProbes {
    const state = this.#responders[side];
    if (!state.ok) return nothing;
    const { clusters, request } = this.#podRun;
    const release = this.#release;
    const packetBytes = tunnelPacketBytes({ clusters, release, intent: request.intent });
    return standInProbes(clusters[side], { ...state.responder, services }, { release, packetBytes });
  }

  /** With `--nodes`: the same node ports at the other nodes, on which Liqo's pods may come to run. */
  #otherNodes(side: Side, services: readonly RaisedService[], { fromPeer }: StandInProbes): ProbeTask[] {
    const { plan, clusters } = this.#podRun;
    if (plan.senders === undefined) return [];
    return nodeTargetProbes({
      target: clusters[side],
      services,
      release: this.#release,
      isProbed: (host, port) =>
        fromPeer.some((task) => task.purpose === 'stand-in' && task.host === host && task.port === port),
    });
  }

  async #run(tasks: BySide<readonly ProbeTask[]>): Promise<WorkloadOutcome[]> {
    this.#waves += 1;
    const wave = this.#waves;
    return (await Promise.all(sides.map((side) => this.#runIn(side, wave, tasks[side])))).flat();
  }

  async #runIn(side: Side, wave: number, tasks: readonly ProbeTask[]): Promise<WorkloadOutcome[]> {
    const state = this.#responders[side];
    if (tasks.length === 0) return [];
    if (!state.ok) return [{ ...state.outcome, role: 'prober', status: 'not-run' }];
    const nodes = sendersFrom(this.#podRun.plan.senders?.[side] ?? [], state.responder.nodeName);
    const probers = probersFor(tasks, nodes);
    return Promise.all(probers.map((prober) => this.#probe(state, wave, prober)));
  }

  async #probe(
    { raised }: Extract<ResponderState, { ok: true }>,
    wave: number,
    { suffix, view, node, probes }: Prober,
  ): Promise<WorkloadOutcome> {
    if (view === 'node' && node !== undefined) {
      const refusal = await this.#nodeView.refusal(raised, node);
      if (refusal !== undefined) return refusal;
    }
    const { side, settings } = raised.run;
    const plan: ProberPlan = {
      role: 'prober',
      runId: settings.runId,
      from: side,
      view,
      ...(node !== undefined && { node }),
      ...(view === 'node' &&
        listensToLan(this.#podRun.plan, this.#podRun.environment) && { listensToLan: true }),
      deadlineMs: Math.max(proberDeadlineMs, ...probes.map(idleProbeMs)),
      probes: [...probes],
    };
    const outcome = await runProber(
      raised,
      { wave, suffix, plan },
      { collector: this.#collector, stopwatch: this.#podRun.stopwatch },
    );
    // Only the first prober is one without which nothing can be decided.
    return suffix === '' ? outcome : { ...outcome, view, node };
  }
}

function bySide<T>(make: (side: Side) => T): BySide<T> {
  return { local: make('local'), remote: make('remote') };
}
