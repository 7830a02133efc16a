import { assertNever } from '../../model/assert-never.js';
import { formatHostPort } from '../address-kind.js';
import { authExposureValues } from './auth-exposure-values.js';
import type { ExposureChange, ExposureWords } from './exposure-change.js';
import { nothingToChange, publicAddressPlaceholder } from './exposure-change.js';
import { gatewayExposureValues } from './gateway-exposure-values.js';
import { named, valueNames } from './value-names.js';

/** The port that Liqo itself assumes. Source: pkg/utils/apiserver/address.go@v0.3.2,@v1.2.0. */
const defaultApiServerPort = 6443;

/**
 * How to expose a service of Liqo, or make Liqo advertise an API server, in the words of a release.
 *
 * Source: deployments/liqo/templates@v0.3.2,@v0.5.0,@v0.6.0,@v0.8.3,@v0.10.3,@v1.2.0; for names `valueNameRanges`.
 */
export function exposureValues(change: ExposureChange): ExposureWords {
  switch (change.service) {
    case 'auth':
      return change.release.generation === 'g3' ? noAuth(change) : authExposureValues(change);
    case 'gateway':
      return change.release.generation === 'g3' ? peerFlagsDecide(change) : gatewayExposureValues(change);
    case 'apiServer':
      return apiServerWords(change);
    default:
      return assertNever(change.service);
  }
}

function noAuth({ release }: ExposureChange): ExposureWords {
  return { ...nothingToChange, notes: [`Liqo ${release.version} has no authentication server to expose.`] };
}

function peerFlagsDecide({ release }: ExposureChange): ExposureWords {
  return {
    ...nothingToChange,
    notes: [`In Liqo ${release.version} the flags of liqoctl peer decide how a gateway is exposed.`],
  };
}

function apiServerWords({ release, exposure, address, port }: ExposureChange): ExposureWords {
  const host = address ?? publicAddressPlaceholder;
  const passthrough =
    exposure === 'Ingress' ? ['The Ingress must pass TLS through, since clients present certificates.'] : [];
  return {
    values: named(
      valueNames(release).apiServerAddress,
      `https://${formatHostPort(host, port ?? defaultApiServerPort)}`,
    ),
    kubectl: [],
    notes: [...passthrough, `The certificate of the API server must be valid for ${host}.`],
  };
}
