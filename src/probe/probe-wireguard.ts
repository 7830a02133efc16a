import type { WireGuardProbe } from '../model/agent-plan.js';
import type { Handshake, Outcome } from '../model/observation.js';
import type { Classification } from './classify.js';
import { DatagramAsker } from './datagram-asker.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import { DatagramSession } from './datagram-session.js';
import { sleep } from './deadline.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { explainSilence } from './silence.js';
import { WireGuardExchange, type WireGuardProgress } from './wireguard-exchange.js';
import type { UdpSocket } from './world.js';

/**
 * Makes a WireGuard tunnel to a stand-in responder, with messages of the types and sizes of the real one, on a socket
 * whose ordinary datagrams were answered just before.
 *
 * `replied` when the handshake and packets through the tunnel passed, the largest of `packetBytes`. Else `silent`, with
 * the cause where ordinary datagrams of the same socket were answered once more afterwards:
 * `wireguard-dropped` no initiation was answered;
 * `wireguard-data-dropped` the handshake passed and no packet did;
 * `wireguard-full-size-dropped` small packets passed and full ones did not, while ordinary datagrams of that size did;
 * `full-size-dropped` the same, and ordinary datagrams of that size were not answered either: it is not WireGuard that
 * is dropped.
 * Without a cause nothing is known of WireGuard, and where not even the first ordinary datagrams were answered, the
 * outcome is theirs and `handshake` is absent.
 */
export async function probeWireGuard(task: WireGuardProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port, endpointChoice } = task;
  const tunnels = new Map<string, Tunnel>();
  const converse = async (session: DatagramSession, address: string) => {
    const silence = await exchangeOrdinary(session, { address, port }, context);
    if (session.tally.received > 0 && !context.signal.aborted) {
      tunnels.set(address, await tryTunnel(task, session.sockets[0], context));
    }
    return silence;
  };
  const seen = await exchangeDatagrams({ probe: id, host, port, endpointChoice, converse }, context);
  const tunnel = tunnels.get(seen.address ?? host);
  return seen.outcome === 'replied' && tunnel !== undefined ? withTunnel(seen, tunnel) : seen;
}

/** What came of a tunnel. */
interface Tunnel {
  readonly outcome: Extract<Outcome, 'replied' | 'silent'>;
  readonly cause?: string;
  readonly handshake: Handshake;
}

function withTunnel(seen: Seen, { outcome, cause, handshake }: Tunnel): Seen {
  return { ...seen, outcome, ...(cause !== undefined && { cause }), handshake };
}

/** The rounds of an ordinary probe of a stand-in, up to the first reply. */
async function exchangeOrdinary(
  session: DatagramSession,
  target: { readonly address: string; readonly port: number },
  context: ProbeContext,
): Promise<Classification | undefined> {
  const { datagrams } = context.limits;
  const isEnough = ({ received }: { readonly received: number }) => received > 0;
  const silence = await explainSilence(target, context, () =>
    session.run({ sendAtMs: datagrams.firstRoundMs, endMs: datagrams.firstRoundEndMs, isEnough }),
  );
  const { received, errors } = session.tally;
  if (received > 0 || errors.length >= datagrams.wantedRefusals) return undefined;
  await session.run({ sendAtMs: datagrams.secondRoundMs, endMs: datagrams.secondRoundEndMs, isEnough });
  return silence;
}

async function tryTunnel(task: WireGuardProbe, socket: UdpSocket, context: ProbeContext): Promise<Tunnel> {
  const exchange = new WireGuardExchange(socket, task.packetBytes, context);
  await exchange.run();
  const { progress } = exchange;
  const { handshake } = progress;
  if (progress.passesEmpty && progress.passesFull) return { outcome: 'replied', handshake };
  if (!(await isStillAnswered(task, socket, context))) return { outcome: 'silent', handshake };
  if (!progress.isEstablished) await sleep(context.limits.wireGuard.recordMs, context.signal);
  return { outcome: 'silent', cause: await causeOf(progress, { task, socket, context }), handshake };
}

interface Contrast {
  readonly task: WireGuardProbe;
  readonly socket: UdpSocket;
  readonly context: ProbeContext;
}

async function causeOf(progress: WireGuardProgress, contrast: Contrast): Promise<string> {
  if (!progress.isEstablished) return 'wireguard-dropped';
  if (!progress.passesEmpty && !progress.passesFull) return 'wireguard-data-dropped';
  // Full packets without empty ones passed: chance, or a rule for keepalives. Either way it is WireGuard's.
  if (progress.passesFull) return 'wireguard-data-dropped';
  const passes = await passesOrdinary(progress.handshake.dataBytes, contrast);
  return passes ? 'wireguard-full-size-dropped' : 'full-size-dropped';
}

/** Whether ordinary datagrams of the same socket are answered after all. */
async function isStillAnswered(
  { id }: WireGuardProbe,
  socket: UdpSocket,
  context: ProbeContext,
): Promise<boolean> {
  const { firstRoundMs, firstRoundEndMs, secondRoundMs, secondRoundEndMs } = context.limits.datagrams;
  const session = new DatagramSession(id, [socket], context);
  await session.run({
    sendAtMs: [...firstRoundMs, ...secondRoundMs.map((ms) => firstRoundEndMs + ms)],
    endMs: firstRoundEndMs + secondRoundEndMs,
    isEnough: ({ received }) => received > 0,
  });
  return session.tally.received > 0;
}

/** Whether ordinary datagrams of that size are answered by ones of that size. */
async function passesOrdinary(bytes: number, { task, socket, context }: Contrast): Promise<boolean> {
  const { sendAtMs } = context.limits.wireGuard;
  const asker = new DatagramAsker(task.id, socket, context);
  for (const [index, atMs] of sendAtMs.entries()) {
    const waitMs = Math.max((sendAtMs[index + 1] ?? context.limits.wireGuard.endMs) - atMs, 0);
    const asked = await asker.ask({ bytes, wantsFullSize: true });
    const answer = await asked.answer('reply', waitMs);
    if (answer.kind === 'reply' && answer.bytes >= bytes) return true;
  }
  return false;
}
