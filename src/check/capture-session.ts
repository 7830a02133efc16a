import type { ClusterConnection } from '../kubernetes/connection.js';
import type { ExecEnd, ExecSession } from '../kubernetes/exec-session.js';
import { printable } from '../kubernetes/printable.js';
import type { GatewayPod } from '../inspect/gateway-pod.js';
import type { CapturedArrival } from '../model/gateway-capture.js';
import { failure, success, type Result } from '../model/result.js';
import { CapturedDatagrams } from '../probe/captured-datagrams.js';
import type { RunIdentity } from '../probe/datagram.js';
import { captureCommand, packetLimit } from './capture-command.js';
import { isTracked } from './flow-tracking.js';

/** tcpdump says that it listens at once, or never. */
const listensWithinMs = 8000;
/** The last datagrams may still be on their way through the API server. */
const lastWordsMs = 700;
const endsWithinMs = 4000;
const trackedWithinMs = 300;
/** tcpdump's remarks are a few lines. */
const maxRemarks = 4096;

/** What is captured where, and until when. */
export interface CaptureRequest {
  readonly connection: Pick<ClusterConnection, 'exec'>;
  readonly pod: GatewayPod;
  readonly ports: readonly number[];
  readonly identity: RunIdentity;
  /** The capture ends by itself after so long. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** What a capture saw; `interruption` says why it may have missed something, as the end of a sentence. */
export interface Captured {
  readonly arrivals: readonly CapturedArrival[];
  readonly interruption: string | undefined;
}

/** A capture that listens. */
export interface CaptureSession {
  /** Ends it, and waits for its end. */
  finish(): Promise<Captured>;
}

/** Starts a capture in a gateway's pod; settles when it listens. Fails with a reason that ends a sentence. */
export async function startCapture(request: CaptureRequest): Promise<Result<CaptureSession, string>> {
  const { connection, pod, ports, identity, limitMs, signal } = request;
  const tracking = new Map<string, Promise<boolean | undefined>>();
  const datagrams = new CapturedDatagrams(identity, ports, (probe, flow) => {
    if (pod.hasOwnNetwork === true) return;
    // The packet is captured before it is tracked.
    tracking.set(
      probe,
      after(trackedWithinMs).then(() => isTracked({ connection, pod, signal }, flow)),
    );
  });
  const remarks = new Remarks();
  const { namespace, name, container } = pod;
  const started = await connection.exec(
    {
      namespace,
      pod: name,
      container,
      command: captureCommand(ports, limitMs / 1000),
      onStdout: (chunk) => datagrams.push(chunk),
      onStderr: (chunk) => remarks.push(chunk),
    },
    signal,
  );
  if (!started.ok) {
    return failure(
      started.failure.code === 'forbidden'
        ? `the kubeconfig's user may not create pods/exec in namespace ${namespace}`
        : `pod ${namespace}/${name} could not be entered: ${started.failure.message}`,
    );
  }
  const session = started.value;
  const sessionEnd = session.ended.then((end) => ({ end }));
  const first = await Promise.race([remarks.untilListening(), sessionEnd, after(listensWithinMs)]);
  if (first === 'listening') {
    return success({
      finish: async () => {
        const captured = await finish(session, datagrams, remarks);
        return { ...captured, arrivals: await Promise.all(captured.arrivals.map(withTracking(tracking))) };
      },
    });
  }
  session.close();
  return failure(
    `tcpdump could not capture in pod ${namespace}/${name}${because(first === undefined ? undefined : first.end, remarks)}`,
  );
}

function withTracking(tracking: ReadonlyMap<string, Promise<boolean | undefined>>) {
  return async (arrival: CapturedArrival): Promise<CapturedArrival> => {
    const tracked = await tracking.get(arrival.probe);
    return tracked === undefined ? arrival : { ...arrival, tracked };
  };
}

async function finish(
  session: ExecSession,
  datagrams: CapturedDatagrams,
  remarks: Remarks,
): Promise<Captured> {
  const early = await Promise.race([session.ended, after(lastWordsMs)]);
  if (early === undefined) session.write('\n');
  const end = await Promise.race([session.ended, after(endsWithinMs)]);
  session.close();
  datagrams.end();
  return {
    arrivals: datagrams.arrivals,
    interruption: interruptionOf({ isEarly: early !== undefined, end, remarks }),
  };
}

interface Ending {
  /** It had ended before it was told to. */
  readonly isEarly: boolean;
  readonly end: ExecEnd | undefined;
  readonly remarks: Remarks;
}

function interruptionOf({ isEarly, end, remarks }: Ending): string | undefined {
  if (isEarly || remarks.isAtLimit) return `the capture ended too early${because(end, remarks)}`;
  if (end === undefined || end.kind !== 'exited') return 'the connection to the gateway pod was lost';
  return remarks.dropped === 0 ? undefined : 'tcpdump did not tell that the kernel dropped nothing';
}

/** tcpdump's last remark says best what was wrong. */
function because(end: ExecEnd | undefined, remarks: Remarks): string {
  const words = remarks.last ?? (end?.kind === 'failed' ? end.reason : undefined);
  return words === undefined || words === '' ? '' : `: ${words}`;
}

/** What tcpdump and the shell write on standard error. */
class Remarks {
  #text = '';
  #onListening: (() => void) | undefined;
  readonly #decoder = new TextDecoder();

  push(chunk: Uint8Array): void {
    this.#text = (this.#text + this.#decoder.decode(chunk, { stream: true })).slice(-maxRemarks);
    if (this.#isListening) this.#onListening?.();
  }

  untilListening(): Promise<'listening'> {
    return new Promise((resolve) => {
      this.#onListening = () => resolve('listening');
      if (this.#isListening) resolve('listening');
    });
  }

  get last(): string | undefined {
    const line = this.#text.trim().split('\n').at(-1);
    return line === undefined || line === '' ? undefined : printable(line);
  }

  /** Packets that did not find room in the kernel's buffer; `undefined` when it was not told. */
  get dropped(): number | undefined {
    const [, count] = /^(\d+) packets? dropped by kernel$/mu.exec(this.#text) ?? [];
    return count === undefined ? undefined : Number(count);
  }

  /** Whether it stopped because it had seen as much as it may. */
  get isAtLimit(): boolean {
    return new RegExp(`^${packetLimit} packets captured$`, 'mu').test(this.#text);
  }

  get #isListening(): boolean {
    return /^(tcpdump: )?listening on /mu.test(this.#text);
  }
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
