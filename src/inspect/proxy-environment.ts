import { known, unknown, type Fact } from '../model/fact.js';
import { type ProxyEnvironment, proxyEnvironmentOf } from '../model/go-proxy-rules.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import type { Deployment } from './kubernetes-objects.js';

/**
 * Liqo's processes that call the peer: the controller manager (its authentication server up to v0.10, its API server
 * later), liqo-auth and crd-replicator. Those that a release does not have are left out.
 * SOURCE: Liqo deployments/liqo/templates@v0.10.3, @v1.2.0.
 */
const callers = ['controller-manager', 'auth', 'crd-replicator'];

/**
 * The proxy variables of Liqo's Deployments. A variable that a webhook adds to the pods alone is not seen.
 *
 * They are one fact, since a proxy is set for all of Liqo or for nothing; where they differ it is unknown.
 */
export function proxyEnvironmentFactOf(
  readings: Pick<ClusterReadings, 'deployments'>,
): Fact<ProxyEnvironment | null> {
  const found: Deployment[] = [];
  for (const component of callers) {
    const deployment = deploymentOf(readings, component);
    if (!deployment.known) return deployment;
    if (deployment.value !== undefined) found.push(deployment.value);
  }
  const [first, ...others] = found.map((deployment) => ({ deployment, fact: environmentOf(deployment) }));
  if (first === undefined) return unknown('there is no Deployment of liqo-controller-manager');
  const unread = [first, ...others].find(({ fact }) => !fact.known);
  if (unread !== undefined) return unread.fact;
  const other = others.find(({ fact }) => textOf(fact) !== textOf(first.fact));
  if (other === undefined) return first.fact;
  const [one, another] = [first.deployment.metadata.name, other.deployment.metadata.name];
  return unknown(`Deployments ${one} and ${another} have different proxy variables`);
}

const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

function environmentOf({ metadata, spec }: Deployment): Fact<ProxyEnvironment | null> {
  const where = `environment of Deployment ${metadata.name}`;
  const [container] = spec.template.spec.containers;
  const given = new Map((container?.env ?? []).map((variable) => [variable.name, variable]));
  const isOpen = (container?.envFrom ?? []).length > 0;
  const values: Record<string, string> = {};
  for (const name of variables.flatMap((variable) => [variable, variable.toLowerCase()])) {
    const variable = given.get(name);
    if (variable?.valueFrom !== undefined && variable.valueFrom !== null) {
      return unknown(`the value of ${name} in the ${where} comes from elsewhere`);
    }
    if (variable !== undefined) values[name] = withheld(variable.value ?? '');
  }
  if (isOpen && variables.some((name) => values[name] === undefined)) {
    return unknown(`the ${where} is partly taken from elsewhere (envFrom)`);
  }
  const environment = proxyEnvironmentOf(values);
  return known(
    environment.httpsProxy === undefined && environment.httpProxy === undefined ? null : environment,
    where,
  );
}

/** A proxy's URL with its user name and password replaced: they are nothing that a report or a plan may hold. */
function withheld(value: string): string {
  return value.replace(/^((?:[a-z][\d+.a-z-]*:\/\/)?)[^#/?]*@/iu, '$1withheld@');
}

function textOf(fact: Fact<ProxyEnvironment | null>): string {
  return fact.known ? JSON.stringify(fact.value) : fact.reason;
}
