import type { Socket } from 'node:net';

import { type Classification, classifyCode, tellingRank } from './classify.js';
import { sleep, withDeadline } from './deadline.js';
import { ended, type ProbeContext, type Seen } from './probe-context.js';
import { resolveHost } from './resolve-host.js';
import type { DialResult } from './world.js';

/** An open TCP connection with how it came about, or what was seen instead. */
export type TcpResult =
  | {
      readonly ok: true;
      readonly socket: Socket;
      /** The literal that was dialled, when the host is a name. */
      readonly address?: string | undefined;
      readonly localAddress: string;
      readonly timingsMs: Readonly<Record<string, number>>;
    }
  | { readonly ok: false; readonly seen: Seen };

/** After so long, "host unreachable" is the verdict of the address resolution on the last link, not of a router. */
const absentHostMs = 2500;

type Attempt =
  | { readonly ok: true; readonly address: string; readonly socket: Socket; readonly localAddress: string }
  | { readonly ok: false; readonly address: string; readonly failure: Classification };

/**
 * Connects to a host, phase by phase: DNS, then TCP to all its addresses at once. The first connection wins; when
 * none comes about, the address whose failure tells most is reported.
 */
export async function probeTcp(host: string, port: number, context: ProbeContext): Promise<TcpResult> {
  const resolved = await resolveHost(host, context);
  const dnsTiming = resolved.dnsMs === undefined ? {} : { dns: resolved.dnsMs };
  if (!resolved.ok) return { ok: false, seen: ended({ timingsMs: dnsTiming }, 'dns', resolved.failure) };
  const startedAt = context.world.clock.now();
  const attempt = await dialAll(resolved.addresses, port, context);
  const timingsMs = { ...dnsTiming, tcp: context.world.clock.now() - startedAt };
  const address = attempt.address === host ? {} : { address: attempt.address };
  if (!attempt.ok) return { ok: false, seen: ended({ ...address, timingsMs }, 'tcp', attempt.failure) };
  return { ok: true, socket: attempt.socket, localAddress: attempt.localAddress, ...address, timingsMs };
}

function dialAll(addresses: readonly string[], port: number, context: ProbeContext): Promise<Attempt> {
  return withDeadline(
    context.signal,
    context.limits.tcpMs,
    (signal) =>
      new Promise((resolve, reject) => {
        const won = new AbortController();
        const stop = () => won.abort();
        signal.addEventListener('abort', stop);
        const failures: (Attempt & { readonly ok: false })[] = [];
        let isWon = false;
        const settle = (attempt: Attempt) => {
          if (!attempt.ok) {
            failures.push(attempt);
            if (failures.length === addresses.length) resolve(mostTelling(failures, attempt));
          } else if (isWon) {
            attempt.socket.destroy();
          } else {
            isWon = true;
            stop();
            resolve(attempt);
          }
        };
        for (const address of addresses) dial({ address, port }, context, won.signal).then(settle, reject);
      }),
  );
}

function mostTelling<A extends Attempt & { readonly ok: false }>(failures: readonly A[], last: A): A {
  return failures.toSorted((one, other) => tellingRank(one.failure) - tellingRank(other.failure))[0] ?? last;
}

interface Destination {
  readonly address: string;
  readonly port: number;
}

/** Dials one address; a second attempt joins late, for a SYN or an ICMP error that was lost or held back. */
async function dial(
  { address, port }: Destination,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Attempt> {
  const { world, limits, icmp } = context;
  const startedAt = world.clock.now();
  const settled = new AbortController();
  const stop = () => settled.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const dials = [
    world.dialTcp(address, port, settled.signal),
    sleep(limits.secondDialAfterMs, settled.signal).then(() => world.dialTcp(address, port, settled.signal)),
  ];
  const result = await Promise.race(dials);
  stop();
  signal.removeEventListener('abort', stop);
  for (const other of dials)
    other.then(
      (late) => closeUnless(late, result),
      () => undefined,
    );
  if (result.ok) return { ok: true, address, socket: result.socket, localAddress: result.localAddress };
  if (result.code !== 'ABORTED') icmp.noteError();
  const isAbsent = result.code === 'EHOSTUNREACH' && world.clock.now() - startedAt >= absentHostMs;
  const failure = classifyCode(result.code, 'tcp');
  return { ok: false, address, failure: isAbsent ? { ...failure, cause: 'host-absent' } : failure };
}

function closeUnless(dialled: DialResult, kept: DialResult): void {
  if (dialled.ok && dialled !== kept) dialled.socket.destroy();
}
