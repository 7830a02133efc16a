import { type Classification, classifyCode } from './classify.js';
import type { ProbeContext } from './probe-context.js';
import type { World } from './world.js';

/**
 * "Host unreachable" that comes after so long is the verdict of the address resolution on the last link, whatever the
 * protocol; a router or a firewall answers within a round trip, or a second later when its ICMP is rate-limited.
 */
const absentHostMs = 2500;

/** Where the datagrams go. */
export interface SilenceTarget {
  /** An IP literal. */
  readonly address: string;
  readonly port: number;
}

/**
 * Runs a round of datagrams and gives what explains its silence, should it stay silent.
 *
 * Linux tells no UDP socket that a host or a network is unreachable. TCP is told, hence one connection attempt goes
 * along with the round: `unreachable` when the host is absent or no route leads there. Short of that, the kernel's
 * counters may show that such messages came: `silent`, with cause `icmp-unreachable`.
 */
export async function explainSilence(
  target: SilenceTarget,
  context: ProbeContext,
  runRound: () => Promise<void>,
): Promise<Classification | undefined> {
  const over = new AbortController();
  const finishWatch = await context.icmp.watch();
  const noteError = () => context.icmp.noteError(finishWatch);
  const asked = askTcp(target, { world: context.world, noteError }, over.signal);
  await runRound();
  over.abort();
  const fromTcp = await asked;
  const cameIcmp = await finishWatch();
  return fromTcp ?? (cameIcmp ? { outcome: 'silent', cause: 'icmp-unreachable' } : undefined);
}

/**
 * Other answers than the two tell nothing of UDP. In particular a quick "host unreachable" may be a firewall's word on
 * this TCP port alone, while the UDP port of the same number is open.
 */
async function askTcp(
  { address, port }: SilenceTarget,
  { world, noteError }: { readonly world: World; readonly noteError: () => void },
  signal: AbortSignal,
): Promise<Classification | undefined> {
  const startedAt = world.clock.now();
  const dialled = await world.dialTcp(address, port, signal);
  if (dialled.ok) {
    dialled.socket.destroy();
    return undefined;
  }
  if (dialled.code !== 'ABORTED') noteError();
  if (dialled.code === 'ENETUNREACH') return classifyCode(dialled.code, 'tcp');
  const isAbsent = dialled.code === 'EHOSTUNREACH' && world.clock.now() - startedAt >= absentHostMs;
  return isAbsent ? { outcome: 'unreachable', cause: 'host-absent' } : undefined;
}
