import { readFile } from 'node:fs/promises';

import type { AgentDigest, AgentEvent } from '../../model/agent-event.js';
import { type AgentPlan, agentPlanSchema } from '../../model/agent-plan.js';
import type { World } from '../../probe/world.js';
import { LocalSession } from '../network/local-session.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import { virtualWorld } from '../runner/virtual-world.js';
import type { ContainerEnd } from './container-process.js';
import type { ContainerRequest, ContainerRuntime, RunningContainer } from './container-runtime.js';

/** The agent, as its room has it. */
export type RunAgent = (input: {
  readonly world: World;
  readonly plan: AgentPlan;
  readonly key: Uint8Array;
  readonly node: string;
  readonly emit: (event: AgentEvent) => void;
  readonly signal: AbortSignal;
}) => Promise<AgentDigest>;

/**
 * Containers without processes: the agent itself, on the virtual network, in this process. A dozen of them take less time
 * than one process takes to start.
 */
export function inProcessRuntime(network: VirtualNetwork, runAgent: RunAgent): ContainerRuntime {
  return { start: (request) => Promise.resolve(new InProcessContainer(network, runAgent, request)) };
}

class InProcessContainer implements RunningContainer {
  readonly end: Promise<ContainerEnd>;
  readonly #stop = new AbortController();
  readonly #followers = new Set<{ onText: (text: string) => void; onEnd: () => void }>();
  #text = '';
  #hasEnded = false;

  constructor(network: VirtualNetwork, runAgent: RunAgent, request: ContainerRequest) {
    this.end = this.#run(network, runAgent, request).then((end) => {
      this.#hasEnded = true;
      for (const { onEnd } of this.#followers) onEnd();
      this.#followers.clear();
      return end;
    });
  }

  get text(): string {
    return this.#text;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  follow(onText: (text: string) => void, onEnd: () => void): () => void {
    const follower = { onText, onEnd };
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.end;
  }

  async #run(network: VirtualNetwork, runAgent: RunAgent, request: ContainerRequest): Promise<ContainerEnd> {
    const session = new LocalSession(network, request.host);
    const emit = (event: AgentEvent): void => this.#append(`${JSON.stringify(event)}\n`);
    try {
      const [plan, key] = await Promise.all([
        readFile(valueOf('--plan', request), 'utf8'),
        readFile(valueOf('--key', request)),
      ]);
      const digest = await runAgent({
        world: virtualWorld(session),
        plan: agentPlanSchema.parse(JSON.parse(plan)),
        key: Uint8Array.from(key),
        node: request.node,
        emit,
        signal: this.#stop.signal,
      });

      return { exitCode: digest.reason === 'crashed' ? 1 : 0, message: JSON.stringify(digest) };
    } catch (error) {
      emit({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
      return { exitCode: 1, message: '' };
    } finally {
      session.close();
    }
  }

  #append(text: string): void {
    this.#text += text;
    for (const { onText } of this.#followers) onText(text);
  }
}

function valueOf(flag: string, { arguments: given }: ContainerRequest): string {
  return given[given.indexOf(flag) + 1] ?? '';
}
