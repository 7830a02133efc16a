import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import type { AgentDigest, AgentEvent } from '../../model/agent-event.js';
import { agentPlanSchema } from '../../model/agent-plan.js';
import type { AgentPlan } from '../../model/agent-plan.js';
import type { World } from '../../probe/world.js';
import { RemoteSession } from './remote-session.js';
import type { RunnerSettings } from './runner-settings.js';
import { runnerSettingsSchema, settingsVariable } from './runner-settings.js';
import { virtualWorld } from './virtual-world.js';

/** What the agent's file exports. */
interface AgentModule {
  runAgent(input: {
    readonly world: World;
    readonly plan: AgentPlan;
    readonly key: Uint8Array;
    readonly node: string;
    readonly emit: (event: AgentEvent) => void;
    readonly signal: AbortSignal;
  }): Promise<AgentDigest>;
}

/**
 * Plays a container that runs `node agent.mjs`: the agent's own file, in the virtual world instead of Node's. It ends as
 * the agent's own main program does: with 1 when the agent crashed, and then with an event that says how.
 */
async function main(): Promise<number> {
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  try {
    const settings = runnerSettingsSchema.parse(JSON.parse(process.env[settingsVariable] ?? '{}'));
    const digest = await runInVirtualWorld(settings, stop.signal);
    await writeFile(settings.terminationMessagePath, JSON.stringify(digest));
    return digest.reason === 'crashed' ? 1 : 0;
  } catch (error) {
    writeEvent({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

async function runInVirtualWorld(settings: RunnerSettings, signal: AbortSignal): Promise<AgentDigest> {
  const { values } = parseArgs({
    options: { plan: { type: 'string' }, key: { type: 'string' } },
    strict: false,
  });
  const plan = agentPlanSchema.parse(JSON.parse(await readFile(String(values['plan']), 'utf8')));
  const key = Uint8Array.from(await readFile(String(values['key'])));
  const agent = await importAgent(settings.agentPath);
  const session = await RemoteSession.open(settings.networkPort, settings.token);
  const { node } = settings;
  const digest = await agent.runAgent({
    world: virtualWorld(session),
    plan,
    key,
    node,
    emit: writeEvent,
    signal,
  });
  session.close();
  return digest;
}

function writeEvent(event: AgentEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

async function importAgent(path: string): Promise<AgentModule> {
  const module: unknown = await import(pathToFileURL(path).href);
  if (!isAgentModule(module)) throw new TypeError(`${path} does not export runAgent`);
  return module;
}

function isAgentModule(module: unknown): module is AgentModule {
  return typeof module === 'object' && module !== null && 'runAgent' in module;
}

const exitCode = await main();
process.stdout.write('', () => process.exit(exitCode));
