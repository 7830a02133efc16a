import type { LiqoFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';

/**
 * Whether the Ingress in front of the authentication server ends TLS and sends plain HTTP to a backend that wants TLS.
 * False also when it cannot be told.
 */
export function endsTlsBeforeTlsBackend({ authIngress, authTls }: LiqoFacts): boolean {
  const ingress = valueOf(authIngress);
  if (ingress === undefined || ingress === null || valueOf(authTls) !== true) return false;
  return !speaksTlsToBackend(ingress.annotations);
}

/**
 * Whether an annotation makes the controller speak HTTPS to its backend, or pass TLS through.
 *
 * Source: annotations of ingress-nginx, Traefik, HAProxy, NGINX Inc., AWS Load Balancer Controller and GKE.
 */
export function speaksTlsToBackend(annotations: Readonly<Record<string, string>>): boolean {
  return Object.entries(annotations).some(([key, value]) => {
    if (/(backend-protocol|server-protocol|service\.serversscheme|serversscheme)$/.test(key)) {
      return /^(https|grpcs|h2-ssl)$/i.test(value);
    }
    if (/(ssl-passthrough|server-ssl|secure-backends)$/.test(key)) return value === 'true';
    if (/ssl-services$/.test(key)) return value.includes('liqo-auth');
    return /app-protocols$/.test(key) && /https/i.test(value);
  });
}
