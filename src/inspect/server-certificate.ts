import type { ClusterConnection } from '../kubernetes/connection.js';
import { printable } from '../kubernetes/printable.js';
import type { ApiServerFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';

/** What the certificate of an API server says. */
export type ServerCertificate = Pick<
  ApiServerFacts,
  'certificateNames' | 'certificateStartsAt' | 'certificateExpiresAt'
>;

/** The certificate that the server presented to the calls made so far, through a proxy where there is one. */
export function serverCertificateOf(
  connection: Pick<ClusterConnection, 'server' | 'serverCertificate'>,
): ServerCertificate {
  const certificate = connection.serverCertificate();
  if (certificate === undefined) {
    const reason = connection.server.startsWith('http:')
      ? 'the API server is reached over plain HTTP'
      : 'no answer of the API server came with a certificate that could be seen';
    return {
      certificateNames: unknown(reason),
      certificateStartsAt: unknown(reason),
      certificateExpiresAt: unknown(reason),
    };
  }
  const source = `the certificate presented at ${new URL(connection.server).host}`;
  return {
    certificateNames: known(
      certificate.names.map((name) => printable(name)),
      source,
    ),
    certificateStartsAt: dateOf(certificate.validFrom, { what: 'beginning', source }),
    certificateExpiresAt: dateOf(certificate.validTo, { what: 'end', source }),
  };
}

function dateOf(
  text: string,
  { what, source }: { readonly what: string; readonly source: string },
): Fact<string> {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? unknown(`the certificate names no valid ${what} of its lifetime`)
    : known(date.toISOString(), source);
}
