import type { HalfRun, Halves } from '../../judge/saved/half-run.js';
import type { ProbeTask, ProberPlan } from '../../model/agent-plan.js';
import type { RaisedResponder } from '../../model/raised-service.js';
import type { Observation } from '../../model/observation.js';
import type { RunEvidence, WorkloadOutcome } from '../../model/run-evidence.js';
import { halfStandIns } from '../../plan/half-probes.js';
import { askAhead } from '../../workload/ask-ahead.js';
import type { ClusterRun } from '../../workload/cluster-run.js';
import { awaitLoadBalancer } from '../../workload/load-balancer.js';
import type { CheckEnvironment } from '../check-request.js';
import { EvidenceCollector } from '../evidence-collector.js';
import { addressWithinMs } from '../late-load-balancers.js';
import { notRaisedStandIns } from '../not-raised.js';
import { podIsolations } from '../pod-isolation.js';
import type { PodRecords, ResponderState } from '../pods-in-cluster.js';
import { runProber, startResponder } from '../pods-in-cluster.js';
import { refusedIn, refusedStandIns } from '../refused-services.js';
import type { Stopwatch } from '../stopwatch.js';
import type { Pair } from './pair.js';

/** A prober has ended by itself after so many milliseconds, whatever the network does. */
const proberDeadlineMs = 30_000;

/** A responder outlives the run by so much, so that the run's own end comes first. */
const responderReserveMs = 10_000;

/** What one operator's own cluster is worked in with. */
export interface HalfWork {
  readonly run: ClusterRun;
  readonly pair: Pair;
  readonly agentSource: string;
  readonly environment: Pick<CheckEnvironment, 'world'>;
  readonly stopwatch: Stopwatch;
  /** Whole milliseconds left. */
  readonly budgetMs: number;
}

/** The pods of a run in one operator's own cluster: the responder, and one prober after the other. */
export class HalfCluster {
  readonly #work: HalfWork;
  readonly #collector: EvidenceCollector;
  readonly #records: PodRecords;
  readonly #asked = new Set<string>();
  #state: ResponderState | undefined;
  #responder: RaisedResponder | undefined;
  #probers: WorkloadOutcome[] = [];
  /** When this half's stand-ins were told of, and when the other's were, by this machine's clock. */
  #toldAtMs: number | undefined;
  #peerKnownAtMs: number | undefined;

  constructor(work: HalfWork) {
    this.#work = work;
    this.#collector = new EvidenceCollector(work.environment.world.clock);
    this.#records = { collector: this.#collector, stopwatch: work.stopwatch };
  }

  /** Raises the stand-ins of this cluster, and waits for the addresses of its load balancers. */
  async raise({ facts }: Pick<HalfRun, 'facts'>): Promise<ResponderState> {
    const { run, pair, agentSource, budgetMs } = this.#work;
    const standIns = pair.plan.standIns.filter(({ cluster }) => cluster === run.side);
    const asked = await askAhead(run, standIns);
    const state = await startResponder(
      run,
      { standIns, agentSource, key: pair.key, deadlineMs: budgetMs + responderReserveMs, asked },
      { ...this.#records, onRaised: () => this.#work.stopwatch.enter('start') },
    );
    this.#state = state;
    if (!state.ok) return state;
    const wait = { withinMs: addressWithinMs(facts, budgetMs), signal: run.signal };
    const services = await Promise.all(
      state.responder.services.map(async (service) =>
        service.request.exposure === 'LoadBalancer'
          ? awaitLoadBalancer(state.raised.run, service, wait)
          : service,
      ),
    );
    this.#responder = { ...state.responder, services };
    return state;
  }

  /** Those of the probes that were not sent yet. */
  unsent(tasks: readonly ProbeTask[]): ProbeTask[] {
    return tasks.filter(({ id }) => !this.#asked.has(id));
  }

  /** Sends probes from a pod of this cluster; none without a responder, which owns what the run creates. */
  async probe(probes: readonly ProbeTask[]): Promise<void> {
    for (const { id } of probes) this.#asked.add(id);
    const state = this.#state;
    if (state === undefined || !state.ok || probes.length === 0) return;
    const { run, pair } = this.#work;
    const wave = this.#probers.length + 1;
    const plan: ProberPlan = {
      role: 'prober',
      runId: pair.runId,
      from: run.side,
      view: 'pod',
      deadlineMs: proberDeadlineMs,
      probes: [...probes],
    };
    this.#probers.push(await runProber(state.raised, { wave, suffix: '', plan }, this.#records));
  }

  /** From now on the other operator may know where this cluster's stand-ins are. */
  tell(): void {
    this.#toldAtMs ??= this.#work.environment.world.clock.now();
  }

  /** From now on the other cluster's stand-ins are known here. */
  hear(): void {
    this.#peerKnownAtMs ??= this.#work.environment.world.clock.now();
  }

  get responder(): RaisedResponder | undefined {
    return this.#responder;
  }

  /** How the responder fares by now. */
  get outcome(): WorkloadOutcome | undefined {
    return this.#state?.ok === true ? this.#state.outcomeNow() : this.#state?.outcome;
  }

  /** Everything that was seen from this cluster so far. */
  async evidence(halves: Halves): Promise<RunEvidence> {
    const { run, pair } = this.#work;
    const { side } = run;
    const { intent, plan } = pair;
    const clusters = { local: halves.local.facts, remote: halves.remote.facts };
    const responders = { local: undefined, remote: undefined, [side]: this.#responder };
    const refusedServices = this.#state === undefined ? [] : refusedIn(side, this.#state);
    const standIns = [
      ...halfStandIns(side, { clusters, intent, plan, responders }).standIns,
      ...notRaisedStandIns(plan).filter(({ cluster }) => cluster === side),
      ...refusedStandIns(refusedServices),
    ];
    const isolations = await podIsolations({
      runs: { [side]: run },
      standIns,
      observations: observationsOf(halves, this.#collector),
      arrived: new Set(arrivalsOf(halves, this.#collector)),
    });
    return {
      standIns,
      observations: this.#collector.observations.map((received) => ({
        ...received,
        receivedAtMs: this.#sinceKnown(received.observation, received.receivedAtMs),
      })),
      arrivals: this.#collector.arrivals,
      workloads: this.#probers,
      ...(refusedServices.length > 0 && { refusedServices }),
      ...(isolations.length > 0 && { isolations }),
    };
  }

  #sinceKnown({ purpose }: Observation, receivedAtMs: number): number {
    const now = this.#work.environment.world.clock.now();
    return purpose === 'control'
      ? Math.min(0, receivedAtMs - (this.#toldAtMs ?? now))
      : Math.max(0, receivedAtMs - (this.#peerKnownAtMs ?? now));
  }
}

function observationsOf({ local, remote }: Halves, collector: EvidenceCollector): Observation[] {
  const told = [local, remote].flatMap(({ evidence }) => evidence.observations);
  const all = [...told, ...collector.observations].map(({ observation }) => observation);
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

function arrivalsOf({ local, remote }: Halves, collector: EvidenceCollector): string[] {
  const told = [local, remote].flatMap(({ evidence }) => evidence.arrivals);
  return [...told, ...collector.arrivals].map(({ probe }) => probe);
}
