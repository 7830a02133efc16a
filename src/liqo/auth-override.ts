import type { ClusterFacts, ServiceFacts } from '../model/cluster-facts.js';
import type { Fact } from '../model/fact.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import type { Refusal } from './advertisement.js';
import { unread } from './advertisement.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';

/** Annotations of liqo-auth and liqo-gateway that replace the advertised address and port, from v0.6.0. */
export const overrideAnnotations = {
  address: 'liqo.io/override-address',
  port: 'liqo.io/override-port',
} as const;

/** What replaces the address and port of the authentication server; `undefined` where nothing does. */
export interface AuthOverrides {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

/**
 * The overrides as a release reads them. v0.3–v0.5: arguments of liqo-controller-manager, which count when they are
 * not empty and are used verbatim. From v0.6: annotations of the Service, which count when they exist, even empty;
 * scheme and one trailing slash are cut off the address.
 *
 * Source: getAuthAddress and getAuthPort in pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2,@v0.6.0,@v0.10.3.
 */
export function authOverrides(
  facts: ClusterFacts,
  service: ServiceFacts,
  release: LiqoRelease,
): Result<AuthOverrides, Refusal> {
  if (isAtLeast(release, 'v0.6.0')) {
    const address = service.annotations[overrideAnnotations.address];
    return success({ address: withoutScheme(address), port: service.annotations[overrideAnnotations.port] });
  }
  const { authAddressOverride, authPortOverride } = facts.liqo;
  const missing = [authAddressOverride, authPortOverride].find((fact) => !fact.known);
  if (missing?.known === false) {
    return unread('Whether liqo-controller-manager overrides the authentication address', missing.reason);
  }
  return success({ address: nonEmpty(authAddressOverride), port: nonEmpty(authPortOverride) });
}

function withoutScheme(address: string | undefined): string | undefined {
  return address
    ?.replace(/^https:\/\//, '')
    .replace(/^http:\/\//, '')
    .replace(/\/$/, '');
}

function nonEmpty(fact: Fact<string | null>): string | undefined {
  return fact.known && fact.value !== null && fact.value !== '' ? fact.value : undefined;
}
