import type { AgentEvent, Arrival, ToldObservation } from '../model/agent-event.js';
import { agentDigestSchema } from '../model/agent-event.js';
import type { ProberPlan } from '../model/agent-plan.js';
import type { LanHearing } from '../model/lan-hearing.js';
import type { Observation } from '../model/observation.js';
import { parseJson } from '../model/parse-json.js';
import type { ReceivedObservation } from '../model/run-evidence.js';
import type { Side } from '../model/peering.js';
import { givenBy } from '../probe/probe-context.js';
import type { Clock } from '../probe/world.js';

/** A responder tells of no more probes (`ArrivalBook`). */
const arrivalsKept = 512;

/**
 * Gathers what the agents tell, in the order in which it arrives. A log that is read twice adds nothing twice. A log may
 * be written by somebody else: a prober is heard only on the probes that it was given, and only on what it saw of them, a
 * responder only on probes of its own cluster.
 */
export class EvidenceCollector {
  readonly #clock: Clock;
  readonly #observations = new Map<string, ReceivedObservation>();
  readonly #arrivals = { local: new Map<string, Arrival>(), remote: new Map<string, Arrival>() };
  readonly #hearings = new Map<string, LanHearing>();
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes an event of a prober that works by this plan. */
  fromProber(plan: ProberPlan, event: AgentEvent): void {
    if (event.type === 'observation') this.#add(plan, event.observation);
    if (event.type === 'lan' && plan.listensToLan === true) {
      const { from, node } = plan;
      this.fromLan({ from, ...(node !== undefined && { node }), sight: event.sight });
    }
  }

  /** Takes what one machine heard of its LAN; of several hearings of one machine the last one counts. */
  fromLan(hearing: LanHearing): void {
    this.#hearings.set(`${hearing.from} ${hearing.node ?? ''}`, hearing);
  }

  /** Takes an event of the responder in a cluster. */
  fromResponder(side: Side, event: AgentEvent): void {
    if (event.type !== 'arrival') return;
    const { arrival } = event;
    const known = this.#arrivals[side];
    // Names of probes begin with their target.
    if (!arrival.probe.startsWith(`${side}-`)) return;
    if (known.has(arrival.probe) || known.size < arrivalsKept) known.set(arrival.probe, arrival);
  }

  /** Fills from the termination message what the log did not bring. */
  fromTerminationMessage(plan: ProberPlan, message: string): void {
    const digest = agentDigestSchema.safeParse(parseJson(message));
    if (!digest.success || digest.data.runId !== plan.runId) return;
    for (const { id, outcome, cause } of digest.data.outcomes) {
      const task = plan.probes.find((probe) => probe.id === id);
      if (task === undefined) continue;
      const rest = cause === undefined ? {} : { cause };
      this.#add(plan, { ...givenBy(task, plan), ...rest, outcome, timingsMs: {} });
    }
  }

  #add(plan: ProberPlan, told: ToldObservation): void {
    const task = plan.probes.find(({ id }) => id === told.id);
    if (task === undefined || this.#observations.has(told.id)) return;
    const observation = {
      ...told,
      ...givenBy(task, plan),
      ...(plan.node !== undefined && { node: plan.node }),
    };
    this.#observations.set(told.id, { observation, receivedAtMs: this.#clock.now() });
    for (const look of this.#waiting) look();
  }

  /** Settles as soon as the observations satisfy the predicate; never, when they never do. */
  until(isEnough: (observations: readonly Observation[]) => boolean): Promise<void> {
    return new Promise((settle) => {
      const look = () => {
        if (!isEnough(this.observations.map(({ observation }) => observation))) return;
        this.#waiting = this.#waiting.filter((other) => other !== look);
        settle();
      };
      this.#waiting.push(look);
      look();
    });
  }

  /** IDs of the plan's probes that nothing was heard of. */
  missing(plan: ProberPlan): string[] {
    return plan.probes.map((probe) => probe.id).filter((id) => !this.#observations.has(id));
  }

  get observations(): readonly ReceivedObservation[] {
    return [...this.#observations.values()];
  }

  /** What was heard of the LAN, in no certain order. */
  get hearings(): readonly LanHearing[] {
    return [...this.#hearings.values()];
  }

  get arrivals(): readonly Arrival[] {
    return [...this.#arrivals.local.values(), ...this.#arrivals.remote.values()];
  }
}
