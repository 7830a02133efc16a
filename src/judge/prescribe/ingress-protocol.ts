import { annotationName, named, valueNames } from '../../liqo/words/value-names.js';
import type { Side } from '../../model/peering.js';
import { carryOut } from './carry-out.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { plainValues } from './values-change.js';

/** The annotation by which ingress-nginx is told the protocol of a backend. */
const nginxBackendProtocol = 'nginx.ingress.kubernetes.io/backend-protocol';

/** TLS comes to an authentication server that runs without: of an Ingress that speaks it or passes it on, or the peer's. */
export function turnTlsOn(cluster: Side, context: PrescribeContext): Remedy {
  const { authTls } = valueNames(context.release);
  return {
    exposure: context.advertised[cluster].auth.exposure ?? 'Ingress',
    summary: `Turn on TLS of the authentication server of the ${cluster} cluster, to which TLS is spoken.`,
    changes: [plainValues(cluster, named(authTls, 'true'), context)],
  };
}

/**
 * TLS ends at the Ingress and the backend wants TLS: either side can give way.
 *
 * Source: docs/pages/installation/pre-install.md@v0.3.2, docs/installation/requirements.md@v0.10.3.
 */
export function agreeOnProtocol({ cluster }: UnmetStream, context: PrescribeContext): Remedy {
  const { authTls, authIngressAnnotations } = valueNames(context.release);
  const annotation = named(
    authIngressAnnotations === null ? null : annotationName(authIngressAnnotations, nginxBackendProtocol),
    'HTTPS',
  );
  return {
    exposure: 'Ingress',
    summary: `Turn off TLS of the authentication server of the ${cluster} cluster behind its Ingress, which ends TLS itself.`,
    changes: [plainValues(cluster, named(authTls, 'false'), context)],
    alternatives: [
      {
        summary:
          'Keep TLS and make the Ingress controller speak HTTPS to it (shown for ingress-nginx); in-band peering then still works later.',
        commands: [...carryOut([plainValues(cluster, annotation, context)], context)],
      },
    ],
  };
}
