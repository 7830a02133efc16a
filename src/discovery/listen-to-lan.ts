import type { LanSight } from '../model/discovery.js';
import type { Clock } from '../probe/world.js';
import { LanBrowser } from './browse-lan.js';

/** What is remembered at most where the whole of a sight has to fit into one line of a log, which is read up to 64 KiB. */
export const oneLineLimits = { instances: 64, instancesPerSender: 32, addressesPerHost: 8 };

/** Asks and listens for clusters in the LANs of this machine until the signal aborts, and tries none of them. */
export async function listenToLan(clock: Pick<Clock, 'now'>, signal: AbortSignal): Promise<LanSight> {
  const browser = new LanBrowser({ clock, signal, limits: oneLineLimits });
  await browser.run();
  return browser.sight();
}
