import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { endsTlsBeforeTlsBackend, speaksTlsToBackend } from '../evidence/ingress-protocol.js';
import { transportAddress } from '../evidence/outcome-text.js';
import { advertiseBalancer } from './advertise-balancer.js';
import { exposeAnew } from './expose-anew.js';
import { makeForward, needsForwarding } from './forward.js';
import { forwardWithValues } from './forward-stream.js';
import { agreeOnProtocol, turnTlsOn } from './ingress-protocol.js';
import { isOverInternet } from '../judge-context.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Alternative } from '../../model/prescription.js';
import type { Remedy } from './remedy.js';

/**
 * What helps where an Ingress stands in front of the authentication server, or its TLS is off: both ends made to speak
 * one protocol, a port forwarded to the controller, or the Ingress given up that nobody serves. `undefined` where
 * neither is so, or where a firewall is what stands in the way.
 */
export function prescribeBehindIngress(unmet: UnmetStream, context: PrescribeContext): Remedy | undefined {
  const { service, cluster, configured, decisive } = unmet;
  if (service !== 'auth' || decisive === undefined) return undefined;
  const { liqo } = context.clusters[cluster];
  const ready = valueOf(liqo.authService)?.readyEndpoints;
  // Whatever is in front of a server that does not run: it has to run first.
  if (ready?.known === true && ready.value === 0) return undefined;
  if (valueOf(liqo.authTls) === false && isPlainServerMet(decisive, unmet, context)) {
    return turnTlsOn(cluster, context);
  }
  if (valueOf(liqo.authIngress)?.host === '') {
    const atBalancer = advertiseBalancer('auth', cluster, context) ?? listenOnBalancer(unmet, context);
    // What is advertised is the Service's own load balancer, which listens there: the way to it is at fault.
    const isInOrder = isAtOwnBalancer(unmet, context) && isListening(unmet, context);
    return atBalancer ?? (isInOrder ? undefined : doWithout(unmet, context));
  }
  if (configured !== 'Ingress') return undefined;
  const wasReached = decisive.outcome === 'wrong-service' || decisive.outcome === 'reset';
  const isPlainSent = decisive.cause === 'plain-http-to-tls-backend';
  if (isPlainSent || (wasReached && endsTlsBeforeTlsBackend(liqo) && decisive.httpStatus !== 404)) {
    return agreeOnProtocol(unmet, context);
  }
  if (decisive.outcome === 'filtered') return forwardToController(unmet, decisive, context);
  return doWithout(unmet, context);
}

/** Whether the client's own TLS, or the controller's, came to the server that speaks plain HTTP. */
function isPlainServerMet(
  { outcome, cause, httpStatus = 0 }: Observation,
  { cluster }: UnmetStream,
  { clusters }: PrescribeContext,
): boolean {
  if (outcome === 'tls-failure') return cause === 'not-tls';
  const ingress = valueOf(clusters[cluster].liqo.authIngress);
  return httpStatus >= 500 && ingress != null && speaksTlsToBackend(ingress.annotations);
}

/** Behind NAT the router's row has to lead to the controller, whose address its Ingress tells. */
function forwardToController(
  unmet: UnmetStream,
  decisive: Observation,
  context: PrescribeContext,
): Remedy | undefined {
  const { cluster, endpoint } = unmet;
  if (!needsForwarding('auth', cluster, context)) return undefined;
  const ingress = valueOf(context.clusters[cluster].liqo.authIngress);
  const controller = ingress?.addresses.find(({ ip }) => ip !== undefined)?.ip;
  const [publicPort] = endpoint?.ports ?? [];
  if (controller === undefined || publicPort === undefined) return doWithout(unmet, context);
  const publicAddress = decisive.address ?? decisive.host;
  const forward = makeForward(
    cluster,
    { protocol: 'tcp', publicAddress, publicPort, targetAddress: controller, targetPort: 443 },
    { isTried: true },
  );
  const where = transportAddress('tcp', publicAddress, publicPort);
  return {
    exposure: 'Ingress',
    summary: `Forward ${where}, which Liqo advertises already, to the Ingress controller of the ${cluster} cluster.`,
    changes: [forward.change],
    portForward: forward.row,
  };
}

/**
 * For an Ingress without a host, port 443 of the Service's own load balancer is advertised, which does not listen there
 * while TLS is off: with TLS it does, and nothing that was seen speaks against it.
 *
 * Source: deployments/liqo/templates/liqo-auth-service.yaml@v0.4.0.
 */
function listenOnBalancer(unmet: UnmetStream, context: PrescribeContext): Remedy | undefined {
  const { cluster } = unmet;
  const isOff = valueOf(context.clusters[cluster].liqo.authTls) === false;
  if (!isOff || !isAtOwnBalancer(unmet, context) || isListening(unmet, context)) return undefined;
  return {
    ...turnTlsOn(cluster, context),
    summary: `Turn on TLS of the authentication server of the ${cluster} cluster: with it, its load balancer listens at port 443, which Liqo advertises.`,
    alternatives: [serveIt(unmet, context)],
  };
}

/** Whether the Service's own load balancer is advertised, at an address that means something to the peer. */
function isAtOwnBalancer({ cluster, configured, endpoint }: UnmetStream, context: PrescribeContext): boolean {
  const entries = valueOf(context.clusters[cluster].liqo.authService)?.loadBalancer ?? [];
  const host = endpoint?.host ?? '';
  const isUseless = isOverInternet(context) && isInternalAddress(host);
  const isOwn = entries.some(({ ip, hostname }) => host === ip || host === hostname);
  return configured === 'LoadBalancer' && isOwn && !isUseless;
}

function isListening({ cluster, endpoint }: UnmetStream, { clusters }: PrescribeContext): boolean {
  const ports = valueOf(clusters[cluster].liqo.authService)?.ports ?? [];
  return ports.some(({ port }) => endpoint?.ports.includes(port));
}

/** Something else answers at the host, or nothing does: no controller takes the Ingress for its own. */
function doWithout(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const remedy = needsForwarding('auth', unmet.cluster, context)
    ? forwardWithValues(unmet, context)
    : exposeAnew(unmet, context);
  return { ...remedy, alternatives: [...(remedy.alternatives ?? []), serveIt(unmet, context)] };
}

function serveIt({ cluster, endpoint }: UnmetStream, { clusters }: PrescribeContext): Alternative {
  const ingress = valueOf(clusters[cluster].liqo.authIngress);
  const hostWords = ingress?.host === '' ? ' Give it a host (auth.ingress.host).' : '';
  const classWords =
    ingress?.className === undefined
      ? 'It names no class: set auth.ingress.class, or have a default one.'
      : `Its class is ${ingress.className}.`;
  return {
    summary: `Keep Ingress ${ingress?.name ?? 'liqo-auth'} of the ${cluster} cluster, have a controller serve it, and let ${endpoint?.host ?? 'its host'} lead there.${hostWords} ${classWords}`,
    commands: [],
  };
}
