import { valueOf } from '../../model/fact.js';
import type { ServiceId, Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import { kubectlClusterFlags } from '../../liqo/words/cluster-words.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import type { JudgeContext } from '../judge-context.js';
import { serviceNames } from '../evidence/service-names.js';
import { sourcesOf } from '../scenario/cluster-position.js';
import type { AssessedService } from '../requirements/requirements.js';
import type { Change, Remedy } from './remedy.js';

/** The address is right, but something on the way or behind it is not. */
export function openTheWay(unmet: AssessedService, where: string, context: JudgeContext): Remedy {
  const { configured } = unmet;
  const exposure = configured ?? 'NodePort';
  const changes = [theChange(unmet, where, context)];
  return { exposure, summary: summaryOf(unmet, where, context), changes };
}

function summaryOf(
  { service, cluster, decisive }: AssessedService,
  where: string,
  context: JudgeContext,
): string {
  const name = `the ${serviceNames[service]} of the ${cluster} cluster`;
  if (isEmpty(service, cluster, context)) return `Get ${name} running.`;
  const { outcome } = decisive ?? {};
  if (outcome === 'refused' || outcome === 'wrong-service' || outcome === 'wrong-cluster') {
    return `Make ${where} lead to ${name}.`;
  }
  return `Let packets of the ${peerOf(cluster)} cluster through to ${name} at ${where}.`;
}

function theChange(unmet: AssessedService, where: string, context: JudgeContext): Change {
  const { service, cluster, decisive } = unmet;
  if (isEmpty(service, cluster, context)) return startService(unmet, context);
  const from = sender(peerOf(cluster), context);
  const infrastructure = (words: string): Change => ({ cluster, kind: 'infrastructure', words });
  switch (decisive?.outcome) {
    case 'refused':
      return infrastructure(
        `Make ${where} lead to the ${serviceNames[service]} of the ${cluster} cluster: the port is closed there now, or a firewall refuses it, ${onTheWay(cluster)}.`,
      );
    case 'wrong-service':
    case 'wrong-cluster':
      return infrastructure(
        `Make ${where} lead to the service of the ${cluster} cluster: something else answers there now.`,
      );
    case 'reply-lost':
      return infrastructure(
        `In the firewalls between the clusters, allow the replies from ${where} to ${from}: ${onTheWay(peerOf(cluster))}.`,
      );
    default:
      return infrastructure(
        `In the firewalls between the clusters, allow ${where} from ${from}: ${onTheWay(cluster)}${balancer(unmet)}.`,
      );
  }
}

/** Where packets to a cluster may meet a firewall: an observation tells that one dropped them, not on which side. */
export function onTheWay(target: Side): string {
  return `out of the ${peerOf(target)} cluster and into the ${target} cluster`;
}

/** What a load balancer does not carry looks like what a firewall drops. */
function balancer({ service, configured }: AssessedService): string {
  return service === 'gateway' && configured === 'LoadBalancer'
    ? ', and let the load balancer carry UDP, which many do not'
    : '';
}

/** Whether Liqo's own Service has no endpoint that is ready. */
function isEmpty(service: ServiceId, cluster: Side, { clusters }: JudgeContext): boolean {
  if (service === 'apiServer') return false;
  const { liqo } = clusters[cluster];
  const own = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  return own !== undefined && own !== null && valueOf(own.readyEndpoints) === 0;
}

function startService({ service, cluster }: AssessedService, { words }: JudgeContext): Change {
  const name = `liqo-${service}`;
  const { liqoNamespace } = words[cluster];
  const line = ['kubectl', ...kubectlClusterFlags(words[cluster]), '--namespace', liqoNamespace];
  return {
    cluster,
    kind: 'kubectl',
    words: `Find out why no pod of Deployment ${name} of the ${cluster} cluster is ready, and repair it.`,
    commands: [
      commandLine([...line, 'describe', 'deployment', name]),
      commandLine([...line, 'logs', `deployment/${name}`]),
    ],
  };
}

function sender(side: Side, { clusters, evidence }: JudgeContext): string {
  const observations = evidence.observations.map(({ observation }) => observation);
  const sources = sourcesOf(side, clusters, observations);
  return sources.length === 0 ? `the ${side} cluster` : sources.join(', ');
}
