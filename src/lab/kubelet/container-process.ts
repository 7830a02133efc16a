import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import type { ContainerLog } from '../api/cluster-api.js';

/** A container to start. */
export interface ContainerStart {
  /** The program and its arguments, with paths of this machine. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly terminationMessagePath: string;
}

/** How a container ended. */
export interface ContainerEnd {
  readonly exitCode: number;
  /** The content of the termination message file, at most 4,096 bytes. */
  readonly message: string;
}

/** The kubelet keeps no more of a termination message. */
const longestMessageBytes = 4096;

/** A container as a child process, with its log. */
export class ContainerProcess implements ContainerLog {
  readonly #child: ChildProcess;
  readonly #followers = new Set<{ onText: (text: string) => void; onEnd: () => void }>();
  readonly end: Promise<ContainerEnd>;
  #text = '';
  #hasEnded = false;

  constructor({ command, environment, terminationMessagePath }: ContainerStart) {
    const [program = '', ...given] = command;
    this.#child = spawn(program, given, { stdio: ['ignore', 'pipe', 'pipe'], env: environment });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#append(text));
    }
    this.end = new Promise((resolve) => {
      // `close` comes after the last byte of output, `exit` may come before.
      this.#child.on('close', (code, signal) => {
        void readMessage(terminationMessagePath).then((message) => {
          this.#finish();
          resolve({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 143), message });
        });
      });
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

  /** Asks the container to end, and ends it after so many milliseconds. */
  async stop(graceMs: number): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.end;
    clearTimeout(timer);
  }

  #append(text: string): void {
    this.#text += text;
    for (const { onText } of this.#followers) onText(text);
  }

  #finish(): void {
    this.#hasEnded = true;
    for (const { onEnd } of this.#followers) onEnd();
    this.#followers.clear();
  }
}

async function readMessage(path: string): Promise<string> {
  try {
    return (await readFile(path)).subarray(0, longestMessageBytes).toString('utf8');
  } catch {
    // A container that wrote none has an empty message.
    return '';
  }
}
