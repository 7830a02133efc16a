import { isIPv6 } from 'node:net';

import type { AnnouncedAddress, TriedAddress } from '../model/discovery.js';
import type { TaskProxy } from '../model/agent-plan.js';
import { probeAuth } from '../probe/probe-auth.js';
import type { ProbeContext } from '../probe/probe-context.js';
import { isLinkLocal } from './local-interfaces.js';

/** Where an authentication server is said to be; the host may be a name. */
export interface AuthAddress extends AnnouncedAddress {
  readonly port: number;
  /** The proxy that this machine's environment names for it; absent when the client goes straight. */
  readonly proxy?: TaskProxy | undefined;
}

/** Asks an authentication server for its ID as Liqo would: TCP, TLS without verification, `GET /ids`. */
export async function tryAddress(
  { address, port, interface: heardOn, proxy }: AuthAddress,
  context: ProbeContext,
): Promise<TriedAddress> {
  let clusterName: string | undefined;
  const task = {
    ...({ kind: 'auth', id: 'discovered', purpose: 'endpoint', service: 'auth', target: 'remote' } as const),
    host: dialledAs(address, heardOn),
    port,
    proxy,
  };
  const seen = await probeAuth(task, context, (name) => {
    clusterName = name;
  });
  const { outcome, cause, phase, clusterId, timingsMs } = seen;
  return {
    address,
    ...(seen.address !== undefined && { dialled: seen.address }),
    ...(heardOn !== undefined && { interface: heardOn }),
    outcome,
    ...(cause !== undefined && { cause }),
    ...(phase !== undefined && { phase }),
    ...(clusterId !== undefined && { clusterId }),
    ...(clusterName !== undefined && { clusterName }),
    timingsMs,
  };
}

/** A link-local address means nothing without the interface (RFC 4007 §11). */
function dialledAs(address: string, heardOn: string | undefined): string {
  return isIPv6(address) && isLinkLocal(address) && heardOn !== undefined ? `${address}%${heardOn}` : address;
}
