import type { DomainSight, ListedName } from '../model/discovery.js';

/**
 * The first of the names that a domain lists at which Liqo v0.3 and v0.4 end, so that they find none of its clusters:
 * without an SRV record in the answer over UDP it returns an error for the whole domain, and by a CNAME record in front it
 * crashes. `undefined` where it gets through. A server that did not answer here may answer Liqo.
 *
 * Source: Liqo pkg/liqo-controller-manager/search-domain-operator/wan.go@v0.3.2,@v0.4.0 `loadAuthDataFromDNS`,
 * `resolveWan`; github.com/miekg/dns@v1.1.41 `Client.Exchange`, which does not ask again over TCP.
 */
export function nameThatStopsLiqo({ names }: Pick<DomainSight, 'names'>): ListedName | undefined {
  return names.find(
    ({ isAlias, isCut, isBeyondCut, isDeclined, target, code }) =>
      isBeyondCut !== true &&
      (isAlias || isCut === true || (target === undefined && isDeclined !== true && isAnswer(code))),
  );
}

/**
 * Whether a code is what a server answered, and not an errno or that none came: then the one that Liqo asks may answer.
 *
 * Source: RFC 1035 §4.1.1; codes beyond those are told as `RCODE` with their number.
 */
export function isAnswer(code: string): boolean {
  return /^(?:NOERROR|FORMERR|SERVFAIL|NXDOMAIN|NOTIMP|REFUSED|RCODE\d+)$/u.test(code);
}
