import { listenToLan } from '../discovery/listen-to-lan.js';
import type { LanSight } from '../model/discovery.js';
import type { ProbeContext } from '../probe/probe-context.js';

/** Listens to the LAN for as long as something else takes, however it ends, and gives what was heard meanwhile. */
export async function listenBeside(
  other: Promise<unknown>,
  { world, signal }: Pick<ProbeContext, 'world' | 'signal'>,
): Promise<LanSight> {
  const over = new AbortController();
  const listening = listenToLan(world.clock, AbortSignal.any([signal, over.signal]));
  try {
    await other;
  } finally {
    over.abort();
  }
  return listening;
}
