import type { Socket } from 'node:net';

import { type Classification, classifyCode } from './classify.js';
import { dialStaggered } from './dial.js';
import { runPhase } from './phase.js';
import type { ProbeContext } from './probe-context.js';

/** An open TCP connection, or why there is none. */
export type TcpResult =
  | {
      readonly ok: true;
      readonly socket: Socket;
      readonly localAddress: string;
      readonly tcpMs: number;
    }
  | { readonly ok: false; readonly failure: Classification; readonly tcpMs: number };

/** After so long, "host unreachable" is the verdict of the address resolution on the last link, not of a router. */
const absentHostMs = 2500;

/** Connects to one address within the deadline, which counts from the first SYN for all attempts together. */
export async function probeTcp(address: string, port: number, context: ProbeContext): Promise<TcpResult> {
  const { world, limits, icmp } = context;
  const startedAt = world.clock.now();
  const { value: result, isLate } = await runPhase(context.signal, limits.tcpMs, (signal) =>
    dialStaggered({ address, port }, context, signal),
  );
  const tcpMs = world.clock.now() - startedAt;
  if (result.ok && !isLate) {
    return { ok: true, socket: result.socket, localAddress: result.localAddress, tcpMs };
  }
  if (result.ok) {
    result.socket.destroy();
    return { ok: false, failure: classifyCode('LATE', 'tcp'), tcpMs };
  }
  if (result.code !== 'ABORTED') icmp.noteError();
  const isAbsent = result.code === 'EHOSTUNREACH' && tcpMs >= absentHostMs;
  // A SYN is the kernel's business: its silence is real however busy this process was.
  const failure = classifyCode(result.code, 'tcp');
  return { ok: false, failure: isAbsent ? { ...failure, cause: 'host-absent' } : failure, tcpMs };
}
