import type { Observation } from '../../model/observation.js';
import type { ServiceId } from '../../model/peering.js';
import { outcomePhrase } from '../evidence/outcome-text.js';

/** What one observation of a TCP service says of it. `text` completes a sentence. */
export interface StreamOutcome {
  readonly status: 'met' | 'unmet' | 'unknown';
  readonly text: string;
}

/** TLS causes that concern the certificate alone: the other end was reached and spoke TLS. */
const certificateCauses: readonly string[] = [
  'wrong-name',
  'unknown-authority',
  'expired',
  'not-yet-valid',
  'client-certificate-wanted',
];

/** What an observation of a TCP service means for whoever has to use it. */
export function streamOutcome(
  service: Exclude<ServiceId, 'gateway'>,
  observation: Observation,
  clusterId: string | undefined,
): StreamOutcome {
  switch (observation.outcome) {
    case 'open':
    case 'replied':
      return service === 'auth' ? reachedAuth(observation, clusterId) : reachedApiServer(observation);
    case 'tls-failure':
      return service === 'auth' ? authTlsFailure(observation, clusterId) : apiServerTlsFailure(observation);
    case 'refused':
    case 'filtered':
    case 'unreachable':
    case 'reset':
    case 'dns-failure':
    case 'wrong-service':
    case 'wrong-cluster':
    // Liqo's own processes would meet the same proxy.
    case 'proxy-failure':
      return { status: 'unmet', text: outcomePhrase(observation) };
    case 'silent':
    case 'request-lost':
    case 'reply-lost':
    case 'error':
      return { status: 'unknown', text: outcomePhrase(observation) };
  }
}

function reachedAuth({ clusterId: seen }: Observation, clusterId: string | undefined): StreamOutcome {
  if (seen !== undefined && clusterId !== undefined && seen !== clusterId) {
    return { status: 'unmet', text: `the authentication server of another cluster (${seen}) answered there` };
  }
  if (seen !== undefined && clusterId === undefined) {
    const text = `it answered with cluster ID ${seen}, and which one this cluster has could not be read`;
    return { status: 'unknown', text };
  }
  const proof =
    seen === undefined ? 'the authentication server answered' : `it answered with cluster ID ${seen}`;
  return { status: 'met', text: proof };
}

/** Peers do not verify the certificate of the authentication server (`insecureSkipTLSVerify`, Liqo v0.3–v0.10). */
function authTlsFailure(observation: Observation, clusterId: string | undefined): StreamOutcome {
  if (!certificateCauses.includes(observation.cause ?? '')) {
    return { status: 'unmet', text: outcomePhrase(observation) };
  }
  if (observation.clusterId !== undefined) return reachedAuth(observation, clusterId);
  return {
    status: 'unknown',
    text: `${outcomePhrase(observation)}, which peers do not mind, but nothing proves that the authentication server answered`,
  };
}

/** Peers validate the API server with the authority and the host that Liqo hands them (kubeconfig.go@v1.2.0). */
function reachedApiServer(observation: Observation): StreamOutcome {
  const { kubernetesVersion } = observation;
  const unfit = unfitCertificate(observation);
  if (unfit !== undefined) return unfit;
  const version = kubernetesVersion === undefined ? '' : ` (Kubernetes ${kubernetesVersion})`;
  return { status: 'met', text: `the API server answered${version}` };
}

/** A certificate for other hosts or of another authority, whatever else came of the connection. */
function unfitCertificate(observation: Observation): StreamOutcome | undefined {
  const { certificate } = observation;
  const cause =
    certificate?.nameMatches === false
      ? 'wrong-name'
      : certificate?.trusted === false
        ? 'unknown-authority'
        : undefined;
  if (cause === undefined) return undefined;
  return { status: 'unmet', text: outcomePhrase({ ...observation, outcome: 'tls-failure', cause }) };
}

/** A server that insists on a client certificate was reached; peers have one. */
function apiServerTlsFailure(observation: Observation): StreamOutcome {
  if (observation.cause !== 'client-certificate-wanted') {
    return { status: 'unmet', text: outcomePhrase(observation) };
  }
  const unfit = unfitCertificate(observation);
  if (unfit !== undefined) return unfit;
  const { certificate } = observation;
  if (certificate?.nameMatches === true && certificate.trusted === true) {
    return {
      status: 'met',
      text: 'the API server answered and asked for a client certificate, which peers have',
    };
  }
  return { status: 'unknown', text: 'it asked for a client certificate before it could be identified' };
}
