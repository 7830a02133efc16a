import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type AgentEvent, agentEventSchema, type Arrival } from '../../src/model/agent-event.js';
import type { AgentPlan, ProberPlan, ProbeTask, ResponderPlan } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';
import { bundleOf, workFolder } from './bundle.js';
import type { Network } from './network.js';
import type { NodeName } from './topology.js';

/** The key of every run of these agents. */
export const agentKey = Uint8Array.from({ length: 16 }, (_, index) => index + 1);

/** The ports of a responder that is not told others. */
export const udpPort = 7000;
export const tcpPort = 7001;

const keyFile = join(workFolder, 'key');
writeFileSync(keyFile, agentKey);

/** An agent under way. */
interface Agent {
  /** What it has told so far. */
  readonly events: readonly AgentEvent[];
  /** Resolves with the first event of a type; rejects when the agent ends without it. */
  waitFor<Type extends AgentEvent['type']>(type: Type): Promise<Extract<AgentEvent, { type: Type }>>;
  /** Resolves with all that it told when it has ended; rejects when it failed. */
  readonly ended: Promise<readonly AgentEvent[]>;
  /** Asks it to end, and waits for that. */
  stop(): Promise<readonly AgentEvent[]>;
}

let planCount = 0;

/** Starts the agent, the same program that goes into pods, at a node with a plan and the key. */
async function startAgent(network: Network, node: NodeName, plan: AgentPlan): Promise<Agent> {
  const program = await bundleOf('src/agent/main.ts');
  planCount += 1;
  const planFile = join(workFolder, `plan-${planCount}.json`);
  writeFileSync(planFile, JSON.stringify(plan));
  const child = network.start(node, [process.execPath, program, '--plan', planFile, '--key', keyFile]);
  const events: AgentEvent[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(agentEventSchema.parse(JSON.parse(line)));
    waiting.forEach((look) => look());
  });
  const ended = new Promise<readonly AgentEvent[]>((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (code === 0) resolve(events);
      else
        reject(
          new Error(`the agent ended with ${code ?? signal}: ${errors} ${JSON.stringify(events.at(-1))}`),
        );
    });
  });
  // Not everybody waits for the end.
  ended.catch(() => {});
  return {
    events,
    ended,
    waitFor: (type) =>
      new Promise((resolve, reject) => {
        const look = () => {
          for (const event of events) if (isOfType(event, type)) resolve(event);
        };
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`the agent ended without ${type}`)), reject);
      }),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function isOfType<Type extends AgentEvent['type']>(
  event: AgentEvent,
  type: Type,
): event is Extract<AgentEvent, { type: Type }> {
  return event.type === type;
}

/** What all of them are called. */
export const runId = 'namespaces';
const deadlineMs = 60_000;

/** A responder that listens. */
export interface RunningResponder {
  readonly agent: Agent;
  /** Ends it and gives its record: the last count of every probe. */
  stop(): Promise<readonly Arrival[]>;
}

/** Starts a responder at a node and waits until it listens. */
export async function startResponder(
  network: Network,
  node: NodeName,
  settings: Partial<ResponderPlan> = {},
): Promise<RunningResponder> {
  const side = node === 'a' ? 'local' : 'remote';
  const plan = { role: 'responder', runId, side, deadlineMs, udpPort, tcpPort, ...settings } as const;
  const agent = await startAgent(network, node, plan);
  await agent.waitFor('listening');
  return { agent, stop: async () => lastArrivals(await agent.stop()) };
}

function lastArrivals(events: readonly AgentEvent[]): readonly Arrival[] {
  const last = new Map<string, Arrival>();
  for (const event of events) if (event.type === 'arrival') last.set(event.arrival.probe, event.arrival);
  return [...last.values()];
}

/** Runs a prober at a node to its end and gives what it observed, in the order of the tasks. */
export async function runProber(
  network: Network,
  node: NodeName,
  { probes, ...settings }: Partial<ProberPlan> & Pick<ProberPlan, 'probes'>,
): Promise<readonly Observation[]> {
  const from = node === 'a' ? 'local' : 'remote';
  const plan = { role: 'prober', runId, from, view: 'pod', deadlineMs, ...settings, probes } as const;
  const agent = await startAgent(network, node, plan);
  const events = await agent.ended;
  return probes.map((task) => observationOf(task, events));
}

function observationOf({ id }: ProbeTask, events: readonly AgentEvent[]): Observation {
  for (const event of events) {
    if (event.type === 'observation' && event.observation.id === id) return event.observation;
  }
  throw new Error(`the agent told nothing of ${id}`);
}
