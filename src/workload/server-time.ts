import type { ClusterConnection } from '../kubernetes/connection.js';

/**
 * The time by the API server's clock, in milliseconds since the epoch, from `wallTimeMs` of this machine; the latter as
 * it is, while the server has shown none.
 */
export function serverTime(connection: Pick<ClusterConnection, 'serverClock'>, wallTimeMs: number): number {
  const reading = connection.serverClock();
  return reading === undefined ? wallTimeMs : wallTimeMs + reading.dateMs - reading.receivedAtMs;
}
