import type { Endpoint, Exposure } from './peering.js';

/**
 * What a release of Liqo would hand to the other cluster as the address of one of its services.
 *
 * `endpoint` is `null` when Liqo would advertise nothing or fail; `reason` then says why, otherwise where the
 * address comes from. `determinate` is false when the cluster could not be read well enough to compute it: then
 * `endpoint` is `null` too, and `reason` says what was missing.
 */
export interface Advertised {
  readonly determinate: boolean;
  readonly endpoint: Endpoint | null;
  /** How the service is exposed; `null` when it is not there. */
  readonly exposure: Exposure | null;
  readonly reason: string;
  /** Other addresses of the same service that Liqo did not choose, best first. */
  readonly candidates: readonly Endpoint[];
  /** Rules of Liqo that bite here, in one sentence each, such as an InternalDNS name chosen over a routable address. */
  readonly quirks: readonly string[];
}
