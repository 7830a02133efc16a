import type { Socket as DatagramSocket } from 'node:dgram';
import type { Server } from 'node:net';

import type { MachineName } from './machines.js';
import { openSockets, type SocketRequest } from './sockets.js';

/** A socket that is asked for. */
export interface WantedSocket {
  readonly machine: MachineName;
  readonly request: SocketRequest;
  /** Resolves when the machine is there. */
  readonly machineIsThere: Promise<void>;
  readonly use: (socket: Server | DatagramSocket) => void;
}

/** The sockets of servers on machines of a network. Those that are asked for together are opened together. */
export class ServerSockets {
  readonly #opened = new Map<MachineName, (Server | DatagramSocket)[]>();
  #wanted: WantedSocket[] = [];
  #underWay: Promise<void> | undefined;
  #isClosed = false;
  readonly #released: Promise<void>;
  #release: () => void = () => undefined;

  constructor() {
    this.#released = new Promise((resolve) => (this.#release = resolve));
  }

  /** Resolves when it is open. Until `release`, none is. */
  open(wanted: WantedSocket): Promise<void> {
    this.#wanted.push(wanted);
    this.#underWay ??= this.#openAll();
    return this.#underWay;
  }

  /** All that the network begins with has been asked for. */
  release(): void {
    this.#release();
  }

  /** Closes those of a machine. */
  closeAt(machine: MachineName): void {
    for (const socket of this.#opened.get(machine) ?? []) socket.close();
    this.#opened.delete(machine);
  }

  close(): void {
    this.#isClosed = true;
    this.#release();
    for (const machine of [...this.#opened.keys()]) this.closeAt(machine);
  }

  async #openAll(): Promise<void> {
    await this.#released;
    await Promise.all(this.#wanted.map(({ machineIsThere }) => machineIsThere));
    await new Promise((resolve) => setImmediate(resolve));
    const wanted = this.#wanted;
    this.#wanted = [];
    this.#underWay = undefined;
    if (this.#isClosed) return;
    await Promise.all(wanted.map(({ machineIsThere }) => machineIsThere));
    const sockets = await openSockets(wanted.map(({ request }) => request));
    for (const [index, { machine, use }] of wanted.entries()) {
      const socket = sockets[index];
      if (socket && this.#keep(machine, socket)) use(socket);
    }
  }

  /** False where it came too late to be of use. */
  #keep(machine: MachineName, socket: Server | DatagramSocket): boolean {
    if (this.#isClosed) socket.close();
    else this.#opened.set(machine, [...(this.#opened.get(machine) ?? []), socket]);
    return !this.#isClosed;
  }
}
