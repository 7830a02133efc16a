import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import type { Certificate } from '../../model/observation.js';
import { endpointText } from '../evidence/outcome-text.js';
import { namesCover } from '../prescribe/certificate-names.js';
import { makeFinding } from './finding.js';
import type { PrescribedService, RuleContext } from './rule-context.js';

const dependsOn = ['LD-API-001'] as const;
/** Nothing is seen of a certificate where the API server is not reached. */
const unseenDependsOn = [...dependsOn, 'LD-API-002'] as const;

/** LD-API-003: the certificate names the host that Liqo advertises. In-band peering needs it as well. */
export function certificateNamesHost(context: RuleContext): readonly Finding[] {
  return neededApiServers(context).map((requirement) => {
    const { cluster, endpoint } = requirement;
    const parts = { service: 'apiServer', cluster, endpoint, dependsOn } as const;
    if (endpoint === null) {
      const { reason } = context.advertised[cluster].apiServer;
      return makeFinding('LD-API-003', { ...parts, status: 'unknown', reason });
    }
    const seen = certificateOf(requirement);
    const { certificateNames, kubeconfigSharesAuthority } = context.clusters[cluster].apiServer;
    // What stands between this machine and the API server says nothing about the server's own certificate.
    const isOwn = valueOf(kubeconfigSharesAuthority) !== false;
    const names = seen?.names ?? (isOwn ? valueOf(certificateNames) : undefined);
    if (names === undefined) {
      const reason = 'No certificate was seen.';
      return makeFinding('LD-API-003', { ...parts, dependsOn: unseenDependsOn, status: 'unknown', reason });
    }
    if (seen?.nameMatches ?? namesCover(names, endpoint.host))
      return makeFinding('LD-API-003', { ...parts, status: 'pass' });
    const reason = `The certificate is valid for ${names.join(', ')}, not for ${endpoint.host}.`;
    return makeFinding('LD-API-003', { ...parts, status: 'fail', reason, evidence: evidenceOf(requirement) });
  });
}

/** LD-API-004: the certificate descends from the authority that peers are told. */
export function authorityFits(context: RuleContext): readonly Finding[] {
  return neededApiServers(context).map((requirement) => {
    const { cluster, endpoint } = requirement;
    const parts = { service: 'apiServer', cluster, endpoint, dependsOn } as const;
    const seen = certificateOf(requirement);
    if (seen?.trusted === undefined || seen.trusted === null) {
      const reason =
        seen === undefined
          ? 'No certificate was seen from the other cluster.'
          : 'No authority was known to judge by.';
      const depends = seen === undefined ? unseenDependsOn : dependsOn;
      return makeFinding('LD-API-004', { ...parts, dependsOn: depends, status: 'unknown', reason });
    }
    if (seen.trusted)
      return makeFinding('LD-API-004', { ...parts, status: 'pass', evidence: evidenceOf(requirement) });
    const where = endpoint === null ? 'the API server' : endpointText(endpoint);
    const reason = `The certificate at ${where} was issued by ${seen.issuer}, which is not the authority that peers are told.`;
    return makeFinding('LD-API-004', { ...parts, status: 'fail', reason, evidence: evidenceOf(requirement) });
  });
}

/** The API servers that the other cluster is told of, in-band included. */
export function neededApiServers({ requirements, intent }: RuleContext): readonly PrescribedService[] {
  const isProvider = ({ cluster }: PrescribedService): boolean =>
    cluster === 'remote' || intent.peering === 'in-band';
  return requirements.filter(
    (one) => one.service === 'apiServer' && (one.status !== 'not-applicable' || isProvider(one)),
  );
}

/** The certificate that the other cluster saw. */
export function certificateOf({ decisive }: PrescribedService): Certificate | undefined {
  return decisive?.certificate;
}

/** The observation that it was seen in. */
export function evidenceOf({ decisive }: PrescribedService): readonly string[] {
  return decisive === undefined ? [] : [decisive.id];
}
