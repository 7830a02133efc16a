import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';

import { judgeSavedRun } from '../../judge/saved/saved-run.js';
import type { HalfRun, Halves } from '../../judge/saved/half-run.js';
import { releaseInEffect } from '../../liqo/release.js';
import { peerOf } from '../../model/peering.js';
import type { Report } from '../../model/report.js';
import type { Result } from '../../model/result.js';
import { failure, success } from '../../model/result.js';
import { halfProbes } from '../../plan/half-probes.js';
import { pause } from '../../workload/pause.js';
import type { Leftover, StartFailure } from '../check-request.js';
import { cleanUp } from '../clean-up.js';
import { clusterRunOf } from '../cluster-run-of.js';
import { permissionsOf, startFailure } from '../inspect-clusters.js';
import type { Forbidden } from '../probe-with-pods.js';
import type { HalfBegun } from './begin-half.js';
import { HalfCluster } from './half-cluster.js';
import type { HalfEnvironment, HalfRequest } from './half-request.js';
import { joinHalves } from './join-halves.js';
import { halvesOf, isForAnother, type Pair, pairOf } from './pair.js';

/** Between the answers of stand-ins in their own cluster and the other half's probes, which may be refused at once. */
const settlingMs = 2000;

function ofHalves(message: string): StartFailure {
  return { code: 'other-half', message };
}

type Given = HalfRequest & HalfBegun;

/** One half while it is exchanged for the other: what is known by now, and the pods that find out more. */
export class HalfInExchange {
  readonly #given: Given;
  readonly #environment: HalfEnvironment;
  readonly #signal: AbortSignal;
  /** The followers of the pods stop as soon as the run ends. */
  readonly #work = new AbortController();
  #own: HalfRun;
  #other: HalfRun | undefined;
  #pods: HalfCluster | undefined;
  #runId: string | undefined;
  #refused: Forbidden | undefined;
  #ending: Promise<Leftover[]> | undefined;

  constructor(given: Given, environment: HalfEnvironment, signal: AbortSignal) {
    this.#given = given;
    this.#environment = environment;
    this.#signal = AbortSignal.any([signal, this.#work.signal]);
    // Each pod that is followed listens to it, and so does each call meanwhile.
    setMaxListeners(0, this.#signal);
    this.#own = firstEdition(given, environment);
  }

  /** Gives and takes until there is nothing more to say, or the time is up. Fails where the other half is no match. */
  async exchange(): Promise<Result<undefined, StartFailure>> {
    const { exchange, onProgress } = this.#environment;
    const given = await exchange.give(this.#own);
    if (!given.ok) return failure(ofHalves(given.failure));
    while (!this.#isSettled()) {
      this.#given.stopwatch.enter('exchange');
      onProgress({ stage: 'exchange', text: this.#wait() });
      const taken = await exchange.take(this.#signal);
      if (taken === undefined) break;
      // Of an earlier run, and soon to be written anew.
      if (this.#own.peer === undefined && isForAnother(taken, this.#own)) continue;
      const answered = await this.#answer(taken);
      if (!answered.ok) return answered;
    }
    return this.#other === undefined && !this.#environment.signal.aborted
      ? failure({
          code: 'other-half',
          message: 'the other half did not come in time; this one is kept, and nothing was created',
          hint: 'both operators have to run their halves at the same time, and to exchange the files meanwhile',
        })
      : success(undefined);
  }

  /** The report of both halves, as far as they got. */
  judge(): Result<Report, StartFailure> {
    const halves = this.#halves();
    if (!halves.ok) return halves;
    this.#environment.onProgress({ stage: 'judge', text: 'judging what was seen' });
    const run = joinHalves(halves.value);
    return run.ok ? success(judgeSavedRun(run.value)) : failure(ofHalves(run.failure));
  }

  /** Ends the pods and removes what was created; gives what is left of it. The second call gives the same again. */
  end(): Promise<Leftover[]> {
    this.#work.abort();
    this.#ending ??= this.#cleanUp();
    return this.#ending;
  }

  async #cleanUp(): Promise<Leftover[]> {
    if (this.#runId === undefined) return [];
    const { side, cluster, workload } = this.#given;
    const { connection } = cluster;
    const { namespace } = workload;
    const request = { side, connection, namespace, runId: this.#runId, refused: this.#refused };
    return cleanUp(request, this.#environment);
  }

  #isSettled(): boolean {
    const [own, other] = [this.#own, this.#other];
    return (
      other !== undefined &&
      own.outcome !== undefined &&
      other.outcome !== undefined &&
      own.answers === other.edition &&
      other.answers === own.edition
    );
  }

  #wait(): string {
    const { own, other } = this.#environment.exchange.names;
    if (this.#other === undefined) return `give ${own} to the other operator; waiting for ${other}`;
    return this.#other.answers === this.#own.edition
      ? `waiting for more in ${other}`
      : `give ${own} to the other operator again; waiting for ${other}`;
  }

  async #answer(taken: HalfRun): Promise<Result<undefined, StartFailure>> {
    this.#other = taken;
    this.#own = { ...this.#own, peer: taken.id };
    const halves = this.#halves();
    if (!halves.ok) return halves;
    const pair = pairOf(halves.value);
    if (!pair.ok) return failure(ofHalves(pair.failure));
    const isFirst = this.#pods === undefined;
    if (isFirst) {
      const raised = await this.#raise(pair.value, halves.value);
      if (!raised.ok) return raised;
    }
    if (taken.responder !== undefined) this.#pods?.hear();
    const hasProbed = await this.#probe(pair.value);
    if (isFirst) await pause(settlingMs, this.#signal);
    return this.#give(isFirst || hasProbed);
  }

  async #raise(pair: Pair, halves: Halves): Promise<Result<undefined, StartFailure>> {
    const { side, cluster, stopwatch, timeoutMs, agentSource } = this.#given;
    const environment = this.#environment;
    const { intent } = pair;
    const [own, peer] = [this.#own.facts, halves[peerOf(side)].facts];
    const inEffect = releaseInEffect(halves.local.facts, halves.remote.facts, intent);
    if (inEffect.ok) {
      const { release } = inEffect.value;
      const permissions = await permissionsOf(cluster.connection, { release, intent, cluster: own, peer });
      this.#own = { ...this.#own, facts: { ...own, permissions } };
    }
    this.#runId = pair.runId;
    environment.onPaired(pair.runId);
    const run = clusterRunOf(own, { ...this.#given, runId: pair.runId, signal: this.#signal }, environment);
    const budgetMs = Math.max(0, Math.round(timeoutMs - stopwatch.elapsedMs));
    const pods = new HalfCluster({ run, pair, agentSource, environment, stopwatch, budgetMs });
    this.#pods = pods;
    stopwatch.enter('raise');
    const state = await pods.raise(this.#own);
    if (state.ok || state.apiFailure?.code !== 'forbidden') return success(undefined);
    this.#refused = { side, apiFailure: state.apiFailure };
    return failure(startFailure(side, { [side]: cluster }, state.apiFailure));
  }

  /** Sends what is new to probe, until what was seen gives rise to nothing more. Tells whether there was any. */
  async #probe({ intent, plan }: Pair): Promise<boolean> {
    const { side, stopwatch } = this.#given;
    let hasProbed = false;
    for (;;) {
      const halves = this.#halves();
      const pods = this.#pods;
      if (!halves.ok || pods === undefined || this.#signal.aborted) return hasProbed;
      const { local, remote } = halves.value;
      const tasks = pods.unsent(
        halfProbes(side, {
          clusters: { local: local.facts, remote: remote.facts },
          intent,
          plan,
          responders: {
            local: local.responder,
            remote: remote.responder,
            [side]: pods.responder,
          },
          observations: [local, remote].flatMap(({ evidence }) =>
            evidence.observations.map(({ observation }) => observation),
          ),
        }),
      );
      if (tasks.length === 0) return hasProbed;
      stopwatch.enter('probe');
      await pods.probe(tasks);
      this.#own = { ...this.#own, evidence: await pods.evidence(halves.value) };
      hasProbed = true;
    }
  }

  async #give(isNew: boolean): Promise<Result<undefined, StartFailure>> {
    const { stopwatch, missing } = this.#given;
    const [pods, halves] = [this.#pods, this.#halves()];
    if (pods === undefined || !halves.ok) return success(undefined);
    pods.tell();
    const evidence = await pods.evidence(halves.value);
    this.#own = {
      ...this.#own,
      edition: this.#own.edition + (isNew ? 1 : 0),
      answers: this.#other?.edition ?? 0,
      responder: pods.responder,
      outcome: pods.outcome,
      evidence: { ...evidence, ...(missing.length > 0 && { missingRights: missing }) },
      timing: stopwatch.timing(),
    };
    const given = await this.#environment.exchange.give(this.#own);
    return given.ok ? given : failure(ofHalves(given.failure));
  }

  #halves(): Result<Halves, StartFailure> {
    if (this.#other === undefined) return failure(ofHalves('there is no other half'));
    const halves = halvesOf(this.#own, this.#other);
    return halves.ok ? halves : failure(ofHalves(halves.failure));
  }
}

function firstEdition(given: Given, { world }: HalfEnvironment): HalfRun {
  const { side, cluster, intent, workload, agentSource, facts, stopwatch } = given;
  const { kubeconfig, context, liqoNamespace } = cluster;
  return {
    id: Buffer.from(world.random(16)).toString('hex'),
    side,
    edition: 1,
    answers: 0,
    ...(intent !== undefined && { intent }),
    facts,
    words: { kubeconfig, context, liqoNamespace },
    allowLoadBalancer: workload.allowLoadBalancer,
    evidence: { standIns: [], observations: [], arrivals: [], workloads: [] },
    agentSha256: createHash('sha256').update(agentSource).digest('hex'),
    timing: stopwatch.timing(),
  };
}
