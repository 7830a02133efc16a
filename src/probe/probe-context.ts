import type { Observation, Phase } from '../model/observation.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { Classification } from './classify.js';
import { createIcmpWitness, type IcmpWitness } from './icmp-witness.js';
import { defaultLimits, type ProbeLimits } from './limits.js';
import type { World } from './world.js';

/** What every probe of one run shares. */
export interface ProbeContext {
  readonly world: World;
  readonly limits: ProbeLimits;
  readonly from: Observation['from'];
  readonly view: Observation['view'];
  /** Names the run in authenticated datagrams. */
  readonly runId: string;
  /** The run's 128-bit key. */
  readonly key: Uint8Array;
  readonly icmp: IcmpWitness;
  /** Runs work after all that was handed in before: for what only one probe at a time can tell. */
  readonly oneAtATime: OneAtATime;
  /** Ends all probes at once. */
  readonly signal: AbortSignal;
}

/** What a caller settles of a `ProbeContext`; `limits` default to `defaultLimits`. */
export interface ProbeSettings extends Omit<ProbeContext, 'icmp' | 'oneAtATime' | 'limits'> {
  readonly limits?: ProbeLimits | undefined;
}

/** The context for one run of probes. */
export function createProbeContext({ limits = defaultLimits, ...settings }: ProbeSettings): ProbeContext {
  const icmp = createIcmpWitness(() => settings.world.counters());
  return { ...settings, limits, icmp, oneAtATime: createQueue() };
}

/** Resolves to what the work gives. */
export type OneAtATime = <T>(work: () => Promise<T>) => Promise<T>;

function createQueue(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}

type Given = 'id' | 'purpose' | 'service' | 'target' | 'from' | 'view' | 'protocol' | 'host' | 'port';

/** The part of an observation that the network decides; the rest comes from the plan. */
export type Seen = Omit<Observation, Given>;

/** How far a connection got: the fields that every later outcome carries along. */
export type Progress = Pick<
  Seen,
  'address' | 'localAddress' | 'certificate' | 'httpStatus' | 'connections' | 'timingsMs'
>;

/** What was seen when a probe ended in a certain phase. */
export function ended(progress: Progress, phase: Phase, { outcome, cause }: Classification): Seen {
  return { ...progress, outcome, ...(cause !== undefined && { cause }), phase };
}

const protocols = {
  auth: 'https',
  'api-server': 'https',
  'stand-in-tcp': 'tcp',
  'stand-in-udp': 'udp',
  'live-gateway': 'udp',
  'stand-in-wireguard': 'udp',
  mapping: 'udp',
  'path-mtu': 'udp',
} as const satisfies Record<ProbeTask['kind'], Observation['protocol']>;

/** What of an observation is given by the plan, whatever is seen. */
export function givenBy(
  { id, purpose, service, target, host, port, kind }: ProbeTask,
  { from, view }: Pick<ProbeContext, 'from' | 'view'>,
): Pick<Observation, Given> {
  return { id, purpose, service, target, from, view, protocol: protocols[kind], host, port };
}

/** The observation of a task: what was asked by the plan, and what was seen. */
export function observationOf(
  task: ProbeTask,
  seen: Seen,
  asking: Pick<ProbeContext, 'from' | 'view'>,
): Observation {
  return { ...givenBy(task, asking), ...seen };
}
