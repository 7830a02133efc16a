import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import type { ServiceId, Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import { kubectlClusterFlags } from '../../liqo/words/cluster-words.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import type { JudgeContext } from '../judge-context.js';
import { serviceNames } from '../evidence/service-names.js';
import { servedFamilies, unservedFamily } from '../evidence/address-families.js';
import { viewContrast } from '../evidence/view-words.js';
import { sourcesOf } from '../scenario/cluster-position.js';
import type { AssessedService } from '../requirements/requirements.js';
import { giveIpv6 } from './give-ipv6.js';
import { allowWireGuard } from './allow-wireguard.js';
import type { Change, Remedy } from './remedy.js';

/** The address is right, but something on the way or behind it is not. */
export function openTheWay(unmet: AssessedService, where: string, context: JudgeContext): Remedy {
  const { configured } = unmet;
  const withIpv6 = isEmpty(unmet.service, unmet.cluster, context) ? undefined : giveIpv6(unmet);
  if (withIpv6 !== undefined) return withIpv6;
  const exposure = configured ?? 'NodePort';
  const changes = [theChange(unmet, where, context)];
  return { exposure, summary: summaryOf(unmet, where, context), changes };
}

function summaryOf(unmet: AssessedService, where: string, context: JudgeContext): string {
  const { service, cluster, decisive } = unmet;
  const name = `the ${serviceNames[service]} of the ${cluster} cluster`;
  if (isEmpty(service, cluster, context)) return `Get ${name} running.`;
  if (isOfTunnel(decisive)) {
    return `Let WireGuard of the ${peerOf(cluster)} cluster through to ${name} at ${where}.`;
  }
  if (servedFamily(unmet, context) !== undefined) {
    return `Make Liqo advertise an address that the Service of ${name} serves.`;
  }
  const { outcome } = decisive ?? {};
  if (outcome === 'refused' || outcome === 'wrong-service' || outcome === 'wrong-cluster') {
    return `Make ${where} lead to ${name}.`;
  }
  return `Let packets of the ${peerOf(cluster)} cluster through to ${name} at ${where}.`;
}

function theChange(unmet: AssessedService, where: string, context: JudgeContext): Change {
  const { service, cluster, decisive } = unmet;
  if (isEmpty(service, cluster, context)) return startService(unmet, context);
  const unserved = servedFamily(unmet, context);
  if (unserved !== undefined) return unserved;
  const from = sender(peerOf(cluster), context);
  const infrastructure = (words: string): Change => ({ cluster, kind: 'infrastructure', words });
  if (decisive !== undefined && isOfTunnel(decisive))
    return infrastructure(allowWireGuard(decisive, context, where));
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
      return blockedByOther(unmet, where, context) ?? infrastructure(firewallWords(unmet, where, context));
  }
}

/** The node's first address is of a family that Liqo's Service does not have. */
function servedFamily(
  { service, cluster, configured, decisive }: AssessedService,
  context: JudgeContext,
): Change | undefined {
  if (decisive === undefined) return undefined;
  const at = { cluster, service, exposure: configured, host: decisive.host };
  if (unservedFamily(at, context) === undefined) return undefined;
  const families = (servedFamilies(at, context) ?? []).join(' and ');
  const flag =
    service === 'gateway' && context.release.generation === 'g3'
      ? `, or give the ${families} address of a node with --gw-client-address`
      : '';
  return {
    cluster,
    kind: 'infrastructure',
    words: `Let the nodes of the ${cluster} cluster publish their ${families} address first (--node-ip of the kubelet), which is the one that Liqo takes${flag}.`,
  };
}

function firewallWords(unmet: AssessedService, where: string, context: JudgeContext): string {
  const { cluster, decisive } = unmet;
  const from = sender(peerOf(cluster), context);
  const words = `In the firewalls between the clusters, allow ${where} from ${from}: ${onTheWay(cluster)}${balancer(unmet)}.`;
  return decisive !== undefined && viewContrast(decisive, context)?.blocker === 'site'
    ? `${words} This machine is let through, so look first at what the ${peerOf(cluster)} cluster lets out.`
    : words;
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

/** Where another view shows that the packets do not even get out of the sender's own network. */
function blockedByOther(
  { cluster, decisive }: AssessedService,
  where: string,
  context: JudgeContext,
): Change | undefined {
  const contrast = decisive === undefined ? undefined : viewContrast(decisive, context);
  const from = peerOf(cluster);
  const node = decisive?.node ?? '';
  if (contrast?.blocker === 'pod-network') {
    return {
      cluster: from,
      kind: 'infrastructure',
      words: `In the network policies and the network plugin of the ${from} cluster, let pods out to ${where}: node ${node} itself gets through.`,
    };
  }
  if (contrast?.blocker === 'node') {
    return {
      cluster: from,
      kind: 'infrastructure',
      words: `Let node ${node} of the ${from} cluster out to ${where}, and in there, as other nodes are: compare its firewall, its routes and the lists of addresses that are let through.`,
    };
  }
  return undefined;
}

/** Whether a WireGuard probe decided: then ordinary datagrams pass already. */
export function isOfTunnel(observation: Observation | undefined): boolean {
  return observation?.handshake !== undefined;
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
