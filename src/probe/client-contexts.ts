import { createSecureContext, type SecureContext } from 'node:tls';

const contexts = new Map<string, SecureContext>();

/**
 * The TLS settings of a client that trusts one authority (PEM), or the system's own when there is none. Made once for
 * each: loading authorities costs more than the rest of a handshake's preparation, and a plan names but a few.
 */
export function clientContext(certificateAuthority: string | undefined): SecureContext {
  const name = certificateAuthority ?? '';
  const made = contexts.get(name);
  if (made !== undefined) return made;
  const context = createSecureContext(certificateAuthority === undefined ? {} : { ca: certificateAuthority });
  contexts.set(name, context);
  return context;
}
