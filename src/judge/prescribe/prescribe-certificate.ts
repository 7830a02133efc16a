import { named, valueNames } from '../../liqo/words/value-names.js';
import { endpointText } from '../evidence/outcome-text.js';
import { addName } from './certificate-names.js';
import { openTheWay } from './open-the-way.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { plainValues } from './values-change.js';

/** The API server is reached, but its certificate does not satisfy peers. */
export function prescribeCertificate(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { cluster, endpoint, decisive, configured } = unmet;
  const where = endpoint === null ? 'the advertised address' : endpointText(endpoint);
  const exposure = configured ?? 'PublicAddress';
  const cause = certificateCause(unmet);
  if (cause === undefined || decisive === undefined) return openTheWay(unmet, where, context);
  if (cause === 'wrong-name') {
    return {
      exposure,
      summary: `Let the certificate of the API server name ${decisive.host}.`,
      changes: [addName(cluster, decisive.host, context)],
    };
  }
  if (cause === 'dates') {
    const words = `Renew the certificate of the API server of the ${cluster} cluster, served at ${where}, or set the clocks right.`;
    return { exposure, summary: words, changes: [{ cluster, kind: 'infrastructure', words }] };
  }
  return otherAuthority(unmet, where, context);
}

/** Whether the certificate alone is wrong; one with a foreign name and a foreign authority is another server's. */
export function isCertificateAtFault(unmet: UnmetStream): boolean {
  const { certificate } = unmet.decisive ?? {};
  const isForeign = certificate?.trusted === false && !certificate.nameMatches;
  return unmet.service === 'apiServer' && !isForeign && certificateCause(unmet) !== undefined;
}

function certificateCause({
  decisive,
}: UnmetStream): 'wrong-name' | 'dates' | 'unknown-authority' | undefined {
  const { cause, certificate, outcome } = decisive ?? {};
  if (outcome !== 'tls-failure' && outcome !== 'open' && outcome !== 'replied') return undefined;
  if (cause === 'unknown-authority' || certificate?.trusted === false) return 'unknown-authority';
  if (cause === 'expired' || cause === 'not-yet-valid') return 'dates';
  return cause === 'wrong-name' || certificate?.nameMatches === false ? 'wrong-name' : undefined;
}

/** Liqo tells peers the cluster's own authority; something in front of the API server has a certificate of another. */
function otherAuthority(unmet: UnmetStream, where: string, context: PrescribeContext): Remedy {
  const { cluster, decisive, configured } = unmet;
  const issuer = decisive?.certificate?.issuer;
  const from = issuer === undefined ? '' : ` (issuer: ${issuer})`;
  const trusted = plainValues(
    cluster,
    named(valueNames(context.release).apiServerTrustedCa, 'true'),
    context,
  );
  const { apiServerCa } = valueNames(context.release);
  const own =
    apiServerCa === null
      ? []
      : [
          {
            summary: `If a private authority signed it, give that one to peers: ${apiServerCa}, in base64.`,
            commands: [],
          },
        ];
  return {
    exposure: configured ?? 'PublicAddress',
    summary: `Tell peers the authority that signed the certificate at ${where}${from}: public ones, if it was one of them.`,
    changes: [trusted],
    alternatives: [
      ...own,
      {
        summary: `Pass TLS through at ${where}, so that the API server's own certificate is seen.`,
        commands: [],
      },
    ],
  };
}
