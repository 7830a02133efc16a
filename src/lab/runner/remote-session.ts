import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import type * as z from 'zod/mini';

import type { Counters, Resolution } from '../../probe/world.js';
import {
  countersSchema,
  dialAnswerSchema,
  errnoSchema,
  helloAnswerSchema,
  notificationSchema,
  openedUdpSchema,
  resolutionSchema,
} from '../network/messages.js';
import type { NetworkRequest } from '../network/messages.js';
import type { AddressAndPort } from '../network/packet.js';
import type {
  DialAnswer,
  LoopbackListener,
  NetworkSession,
  OpenedUdp,
  UdpEvents,
} from '../network/session.js';

type Question = NetworkRequest extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never;

/** A host's access to the virtual network from a runner's process. */
export class RemoteSession implements NetworkSession {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #events: UdpEvents | undefined;
  #asked = 0;
  #localAddress = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => this.#hear(line));
    lines.on('error', () => process.exit(1));
    // Without the network there is nothing left to simulate.
    socket.on('error', () => process.exit(1));
    socket.on('close', () => process.exit(1));
  }

  /** Connects to the network of the lab as the host that the token stands for. */
  static async open(port: number, token: string): Promise<RemoteSession> {
    const socket = connect({ port, host: '127.0.0.1' });
    const session = new RemoteSession(socket);
    const answer = await session.#ask({ op: 'hello', token }, helloAnswerSchema);
    session.#localAddress = answer.localAddress;
    return session;
  }

  get localAddress(): string {
    return this.#localAddress;
  }

  setUdpEvents(events: UdpEvents): void {
    this.#events = events;
  }

  resolve(name: string): Promise<Resolution> {
    return this.#ask({ op: 'resolve', name }, resolutionSchema);
  }

  dial(address: string, port: number): Promise<DialAnswer> {
    return this.#ask({ op: 'dial', to: { address, port } }, dialAnswerSchema);
  }

  async listen(port: number, listener: LoopbackListener): Promise<string | undefined> {
    return (await this.#ask({ op: 'listen', port, listener }, errnoSchema)) ?? undefined;
  }

  unlisten(port: number): void {
    void this.#ask({ op: 'unlisten', port }, errnoSchema);
  }

  openUdp(port: number, peer?: AddressAndPort): Promise<OpenedUdp> {
    return this.#ask({ op: 'open-udp', port, ...(peer && { peer }) }, openedUdpSchema);
  }

  async sendUdp(id: string, payload: Uint8Array, to?: AddressAndPort): Promise<string | undefined> {
    const text = Buffer.from(payload).toString('base64');
    const question = { op: 'send-udp', socket: id, payload: text, ...(to && { to }) } as const;
    return (await this.#ask(question, errnoSchema)) ?? undefined;
  }

  closeUdp(id: string): void {
    void this.#ask({ op: 'close-udp', socket: id }, errnoSchema);
  }

  counters(): Promise<Counters> {
    return this.#ask({ op: 'counters' }, countersSchema);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  async #ask<T extends z.ZodMiniType>(question: Question, schema: T): Promise<z.infer<T>> {
    this.#asked += 1;
    const id = this.#asked;
    const value = new Promise<unknown>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.write(`${JSON.stringify({ ...question, id })}\n`);
    return schema.parse(await value);
  }

  #hear(line: string): void {
    const told = notificationSchema.parse(JSON.parse(line));
    switch (told.type) {
      case 'answer':
        this.#waiting.get(told.id)?.(told.value);
        this.#waiting.delete(told.id);
        return;
      case 'datagram':
        this.#events?.onDatagram(told.socket, {
          payload: Buffer.from(told.payload, 'base64'),
          ...told.from,
        });
        return;
      case 'udp-error':
        this.#events?.onUdpError(told.socket, told.code);
    }
  }
}
