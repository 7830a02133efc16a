import type { ProbeTask } from '../model/agent-plan.js';
import { parseProxyUrl, type ProxyEnvironment, proxyUrlFor } from '../model/go-proxy-rules.js';

/**
 * The probes with the proxy that the client in whose place they go would take to each target, by Go's rules. UDP and
 * the exchange with a stand-in responder go straight: no proxy carries them.
 *
 * `environment` is that of Liqo's Deployments for pods and the operator's own for the operator's machine; `undefined`
 * where it is not known, with which a probe goes straight.
 */
export function throughProxies(
  probes: readonly ProbeTask[],
  environment: ProxyEnvironment | null | undefined,
): ProbeTask[] {
  return probes.map((probe) => {
    if (environment === null || environment === undefined) return probe;
    if (probe.kind !== 'auth' && probe.kind !== 'api-server') return probe;
    const { host, port } = probe;
    const url = proxyUrlFor(environment, { scheme: 'https', host, port });
    const proxy = url === undefined ? undefined : parseProxyUrl(url);
    return proxy === undefined ? probe : { ...probe, proxy };
  });
}
