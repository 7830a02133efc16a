import { isIP, type Socket } from 'node:net';

import type { Classification } from './classify.js';
import { withDeadline } from './deadline.js';
import { errorCode } from './error-code.js';
import type { ProbeContext } from './probe-context.js';
import { probeTcp } from './probe-tcp.js';
import { probeTls } from './probe-tls.js';

/** What was dialled, and for which host. */
export interface LookedAt {
  readonly address: string;
  readonly port: number;
  readonly host: string;
}

/** How long a connection is watched that nothing is said on; a load balancer without backends ends it at once. */
const watchMs = 1000;

/** A name that every Kubernetes API server goes by, and that means nothing to others. */
const someName = 'kubernetes.default.svc';

/** Alerts by which servers turn away a client that names no host. */
const namelessCauses: ReadonlySet<string> = new Set(['handshake-failure', 'internal-error-alert']);

/**
 * Finds out on further connections why a handshake failed, where the first left it open.
 *
 * A connection that is ended before anything was said on it: `fin-at-once` or `rst-at-once`, as behind a load balancer
 * without backends. A handshake by address that goes further with a name: `sni-required`; clients that dial an address
 * name none (RFC 6066 §3). A connection that was only accepted, where a port that serves nobody is accepted too:
 * `accepts-every-port`, as by a transparent proxy, which then says nothing of the host behind it. All else stays as it
 * was seen first. Takes at most as long as connecting may.
 */
export async function lookAgain(
  failure: Classification,
  at: LookedAt,
  context: ProbeContext,
): Promise<Classification> {
  const isNameless = isIP(at.host) !== 0;
  if (isNameless && failure.cause === 'unrecognized-name') return sniRequired;
  const isReset = failure.outcome === 'reset';
  const isSilent = failure.cause === 'accepted-then-silent';
  if (!isReset && !isSilent && !(isNameless && namelessCauses.has(failure.cause ?? ''))) return failure;
  return withDeadline(context.signal, context.limits.tcpMs, async (signal) => {
    const bounded = { ...context, signal };
    const accepted = isReset ? await endsUnasked(at, bounded) : isSilent ? failure : undefined;
    if (accepted !== undefined) {
      return (await acceptsEveryPort(at, bounded)) ? { ...accepted, cause: 'accepts-every-port' } : accepted;
    }
    return isNameless && (await goesFurtherByName(at, bounded)) ? sniRequired : failure;
  });
}

const sniRequired: Classification = { outcome: 'tls-failure', cause: 'sni-required' };

async function endsUnasked(
  { address, port }: LookedAt,
  context: ProbeContext,
): Promise<Classification | undefined> {
  const tcp = await probeTcp(address, port, context);
  if (!tcp.ok)
    return tcp.failure.outcome === 'reset' ? { outcome: 'reset', cause: 'rst-at-once' } : undefined;
  const limitMs = Math.min(watchMs, context.limits.tlsMs / 2);
  const code = await withDeadline(context.signal, limitMs, (signal) => endOf(tcp.socket, signal));
  tcp.socket.destroy();
  if (code === undefined) return undefined;
  return { outcome: 'reset', cause: code === 'CLOSED' ? 'fin-at-once' : 'rst-at-once' };
}

/** Port 1 is tcpmux (RFC 1078), which nobody serves any more. */
const unservedPort = 1;

async function acceptsEveryPort({ address }: LookedAt, context: ProbeContext): Promise<boolean> {
  const limits = { ...context.limits, tcpMs: Math.min(watchMs, context.limits.tcpMs) };
  const tcp = await probeTcp(address, unservedPort, { ...context, limits });
  if (tcp.ok) tcp.socket.destroy();
  return tcp.ok;
}

function endOf(socket: Socket, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('error', (error) => resolve(errorCode(error)));
    socket.once('end', () => resolve('CLOSED'));
    // Whoever speaks has not ended the connection at once; and what it says is not read.
    socket.once('data', () => {
      socket.pause();
      resolve(undefined);
    });
    signal.addEventListener('abort', () => resolve(undefined));
    if (signal.aborted) resolve(undefined);
  });
}

async function goesFurtherByName({ address, port, host }: LookedAt, context: ProbeContext): Promise<boolean> {
  const tcp = await probeTcp(address, port, context);
  if (!tcp.ok) return false;
  const tls = await probeTls(tcp.socket, { host, servername: someName }, context);
  if (tls.ok) tls.socket.destroy();
  return tls.ok || tls.failure.cause === 'client-certificate-wanted';
}
