import type { ProbeTask } from '../model/agent-plan.js';
import type { Observation } from '../model/observation.js';
import { whenAborted } from './deadline.js';
import { probeApiServer } from './probe-api-server.js';
import { probeAuth } from './probe-auth.js';
import { observationOf, type ProbeContext, type Seen } from './probe-context.js';
import { probeDatagram } from './probe-datagram.js';
import { probeLiveGateway } from './probe-live-gateway.js';
import { probeMapping } from './probe-mapping.js';
import { probePathMtu } from './probe-path-mtu.js';
import { probeStream } from './probe-stream.js';
import { probeWireGuard } from './probe-wireguard.js';

/**
 * Carries out one probe and says what it saw. Never rejects: a bug in a probe becomes outcome `error` with cause
 * `internal-error` for that probe alone. A probe that the run's end cuts short has outcome `error` and cause
 * `interrupted`.
 */
export async function runProbe(task: ProbeTask, context: ProbeContext): Promise<Observation> {
  if (context.signal.aborted) return observationOf(task, failed('interrupted'), context);
  const aborted = whenAborted(context.signal);
  try {
    const interrupted = aborted.promise.then((): Seen => failed('interrupted'));
    const seen = await Promise.race([interrupted, attempt(task, context)]);
    return observationOf(task, seen, context);
  } finally {
    aborted.dispose();
  }
}

async function attempt(task: ProbeTask, context: ProbeContext): Promise<Seen> {
  try {
    return await dispatch(task, context);
  } catch {
    return failed('internal-error');
  }
}

function dispatch(task: ProbeTask, context: ProbeContext): Promise<Seen> {
  switch (task.kind) {
    case 'auth':
      return probeAuth(task, context);
    case 'api-server':
      return probeApiServer(task, context);
    case 'stand-in-udp':
      return probeDatagram(task, context);
    case 'stand-in-tcp':
      return probeStream(task, context);
    case 'live-gateway':
      return probeLiveGateway(task, context);
    case 'stand-in-wireguard':
      return probeWireGuard(task, context);
    case 'path-mtu':
      return probePathMtu(task, context);
    case 'mapping':
      return probeMapping(task, context);
  }
}

function failed(cause: string): Seen {
  return { outcome: 'error', cause, timingsMs: {} };
}
