import { isIP } from 'node:net';

import type { Classification } from './classify.js';
import { classifyCode } from './classify.js';
import { withDeadline } from './deadline.js';
import type { ProbeContext } from './probe-context.js';

/** Addresses of a name that are tried; more than a load balancer publishes would only cost time. */
const addressLimit = 8;

const attempts = 2;

/** A host's addresses, and how long it took to learn them; `dnsMs` is `undefined` for a literal, which needs no DNS. */
export type ResolvedHost =
  | { readonly ok: true; readonly addresses: readonly string[]; readonly dnsMs?: number | undefined }
  | { readonly ok: false; readonly failure: Classification; readonly dnsMs: number };

/** Resolves a host by the system's rules; a deadline that passes is tried once more, an answer is final. */
export async function resolveHost(host: string, context: ProbeContext): Promise<ResolvedHost> {
  if (isIP(host) !== 0) return { ok: true, addresses: [host] };
  const { clock } = context.world;
  const startedAt = clock.now();
  const resolution = await resolveTwice(host, context);
  const dnsMs = clock.now() - startedAt;
  if (!resolution.ok) return { ok: false, failure: classifyCode(resolution.code, 'dns'), dnsMs };
  if (resolution.addresses.length === 0) return { ok: false, failure: classifyCode('ENODATA', 'dns'), dnsMs };
  return { ok: true, addresses: [...new Set(resolution.addresses)].slice(0, addressLimit), dnsMs };
}

async function resolveTwice(host: string, { world, limits, signal }: ProbeContext) {
  for (let attempt = 1; ; attempt += 1) {
    const resolution = await withDeadline(signal, limits.dnsMs, (deadline) => world.resolve(host, deadline));
    const isFinal = resolution.ok || resolution.code !== 'ABORTED' || attempt === attempts || signal.aborted;
    if (isFinal) return resolution;
  }
}
