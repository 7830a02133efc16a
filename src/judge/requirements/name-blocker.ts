import { addressKind } from '../../liqo/address-kind.js';
import { blockerOf, type NamedBlocker } from '../evidence/blocker.js';
import { nodeAddresses } from '../evidence/own-addresses.js';
import { viewContrast } from '../evidence/view-words.js';
import { isOverInternet, type JudgeContext } from '../judge-context.js';
import { clause } from './assessment.js';
import type { AssessedService } from './requirements.js';

/** A requirement that is unmet, with who blocks where contrasts tell; any other as it is. */
export function withBlocker(service: AssessedService, context: JudgeContext): AssessedService {
  const found = service.status === 'unmet' ? namedBlocker(service, context) : undefined;
  if (found === undefined) return service;
  const { blocker, text } = found;
  const reason = text === undefined ? service.reason : `${clause(service.reason)}; ${text}.`;
  return { ...service, blocker, reason };
}

function namedBlocker(service: AssessedService, context: JudgeContext): NamedBlocker | undefined {
  const { decisive, configured } = service;
  if (decisive === undefined || decisive.proxy !== undefined || decisive.handshake !== undefined) {
    return undefined;
  }
  return blockerOf({
    failed: decisive,
    observations: context.evidence.observations.map(({ observation }) => observation),
    views: viewContrast(decisive, context),
    isOverInternet: isOverInternet(context),
    isBalanced: configured === 'LoadBalancer',
    isForwarded: isForwarded(service, context),
    isAlive: decisive.outcome === 'request-lost' || decisive.purpose === 'stand-in',
  });
}

/** Whether the address is neither a node's nor a load balancer's nor the cloud's: then a NAT device has it. */
function isForwarded(
  { decisive, configured, cluster }: AssessedService,
  { clusters }: JudgeContext,
): boolean {
  if (configured === 'PortForwarding') return true;
  const address = decisive?.address ?? decisive?.host ?? '';
  const isOthers = configured === 'LoadBalancer' || configured === 'Provided' || configured === 'Ingress';
  return (
    !isOthers && addressKind(address) === 'global' && !nodeAddresses(clusters[cluster]).includes(address)
  );
}
