import type { Socket } from 'node:net';

import type { StreamProbe } from '../model/agent-plan.js';
import { type Classification, classifyCode } from './classify.js';
import { datagramBytes, decodeDatagram, encodeDatagram } from './datagram.js';
import { sleep, withDeadline } from './deadline.js';
import { type LineResult, readLine } from './line.js';
import { probeAddresses } from './probe-addresses.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';
import { probeTcp } from './probe-tcp.js';

/** The longest line that a request or reply makes: its bytes in base64. */
export const streamLineBytes = Math.ceil(datagramBytes / 3) * 4;

/**
 * Exchanges one authenticated line with a stand-in responder over TCP.
 *
 * `open` when the authentic reply comes; `refused` only when the port has refused for seconds, because kube-proxy takes
 * its time to serve a new Service; `reset` when the connection ends before any answer, as it does behind a load
 * balancer without backends; `wrong-service` when something else answers or nothing is said at all.
 */
export function probeStream(task: StreamProbe, context: ProbeContext): Promise<Seen> {
  return probeAddresses(task.host, context, (address, each) => probeAt(address, task, each));
}

async function probeAt(address: string, task: StreamProbe, context: ProbeContext): Promise<Seen> {
  const { world, limits, signal } = context;
  const startedAt = world.clock.now();
  let seen = await tryOnce(address, task, context);
  for (const atMs of limits.refusedAgainAtMs) {
    if (seen.outcome !== 'refused') break;
    await sleep(startedAt + atMs - world.clock.now(), signal);
    if (signal.aborted) break;
    seen = await tryOnce(address, task, context);
  }
  return seen;
}

async function tryOnce(address: string, { id, port }: StreamProbe, context: ProbeContext): Promise<Seen> {
  const tcp = await probeTcp(address, port, context);
  const timingsMs = { tcp: tcp.tcpMs };
  if (!tcp.ok) return ended({ timingsMs }, 'tcp', tcp.failure);
  const { socket, localAddress } = tcp;
  try {
    const { classification, source } = await exchangeLine(id, socket, context);
    const seen = ended({ timingsMs, localAddress }, 'tcp', classification);
    return { ...seen, ...(source !== undefined && { observedSource: source }) };
  } finally {
    socket.destroy();
  }
}

interface Echo {
  readonly classification: Classification;
  readonly source?: string | undefined;
}

async function exchangeLine(probe: string, socket: Socket, context: ProbeContext): Promise<Echo> {
  const nonce = context.world.random(16);
  const request = encodeDatagram({ type: 'request', probe, sequence: 0, nonce }, context);
  socket.write(`${request.toString('base64')}\n`);
  const line = await withDeadline(context.signal, context.limits.httpMs, (signal) =>
    readLine(socket, streamLineBytes, signal),
  );
  if (!line.ok) return { classification: explain(line) };
  const decoded = decodeDatagram(Buffer.from(line.line, 'base64'), context);
  const isEcho =
    decoded.ok &&
    decoded.value.type === 'reply' &&
    decoded.value.probe === probe &&
    Buffer.compare(decoded.value.nonce, nonce) === 0;
  if (!isEcho) return { classification: { outcome: 'wrong-service', cause: 'unexpected-answer' } };
  return { classification: { outcome: 'open' }, source: decoded.value.source };
}

function explain({ code }: LineResult & { readonly ok: false }): Classification {
  if (code === 'ABORTED') return { outcome: 'wrong-service', cause: 'accepted-then-silent' };
  if (code === 'TOO_LONG') return { outcome: 'wrong-service', cause: 'unexpected-answer' };
  return classifyCode(code, 'tcp');
}
