import { printable } from '../kubernetes/printable.js';
import type { LiqoFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import {
  argumentFact,
  argumentOf,
  argumentSource,
  argumentValues,
  argumentsSource,
  isArgumentSet,
} from './deployment-arguments.js';
import type { Deployment } from './kubernetes-objects.js';

/** What Liqo's components were told of endpoints on their command lines. */
export type LiqoArguments = Pick<
  LiqoFacts,
  | 'apiServerOverride'
  | 'trustedCa'
  | 'authAddressOverride'
  | 'authPortOverride'
  | 'shadowedAddressOverride'
  | 'caOverride'
  | 'eksCluster'
>;

/**
 * Reads the arguments of liqo-auth and liqo-controller-manager.
 *
 * Up to v0.10 it is liqo-auth that tells the API server's address to peers, later the controller manager.
 * SOURCE: Liqo templates/liqo-auth-deployment.yaml@v0.3.0, @v0.10.3;
 * templates/liqo-controller-manager.yaml@v0.3.2, templates/liqo-controller-manager-deployment.yaml@v1.2.0.
 */
export function liqoArgumentsOf(readings: ClusterReadings): LiqoArguments {
  const auth = deploymentOf(readings, 'auth');
  const manager = deploymentOf(readings, 'controller-manager');
  const hasAuth = auth.known && auth.value !== undefined;
  const teller = auth.known && auth.value === undefined ? manager : auth;
  const holder = overrideHolder(readings, manager);
  return {
    apiServerOverride: derive(teller, (deployment) =>
      argumentFact(deployment, hasAuth ? '--advertise-api-server-address' : '--api-server-address-override'),
    ),
    trustedCa: derive(teller, (deployment) =>
      known(
        isArgumentSet(deployment, hasAuth ? '--advertise-api-server-trusted-ca' : '--trusted-ca'),
        argumentsSource(deployment),
      ),
    ),
    authAddressOverride: derive(holder, (deployment) => argumentFact(deployment, addressOverride)),
    shadowedAddressOverride: derive(holder, shadowedOf),
    authPortOverride: derive(holder, (deployment) => argumentFact(deployment, portOverride)),
    caOverride: derive(manager, caOverrideOf),
    eksCluster: derive(teller, eksClusterOf),
  };
}

const addressOverride = '--auth-service-address-override';
const portOverride = '--auth-service-port-override';

/**
 * In v0.3.0 it is liqo-discovery that takes the overrides, later the controller manager.
 * SOURCE: Liqo templates/liqo-discovery-deployment.yaml@v0.3.0, templates/liqo-controller-manager.yaml@v0.3.1.
 */
function overrideHolder(
  readings: ClusterReadings,
  manager: Fact<Deployment | undefined>,
): Fact<Deployment | undefined> {
  const discovery = deploymentOf(readings, 'discovery');
  if (!discovery.known) return discovery;
  const isHolder = [addressOverride, portOverride].some(
    (name) => discovery.value !== undefined && argumentOf(discovery.value, name) !== undefined,
  );
  return isHolder ? discovery : manager;
}

/**
 * The chart writes the host of the Ingress, and extra arguments come after it: liqoctl reads the first of the two.
 * SOURCE: Liqo templates/liqo-controller-manager.yaml@v0.3.2; pkg/liqoctl/generate/handler.go@v0.3.2.
 */
function shadowedOf(deployment: Deployment): Fact<string | null> {
  const [first = '', ...others] = argumentValues(deployment, addressOverride);
  const isShadowed = others.length > 0 && first !== others.at(-1);
  return isShadowed
    ? known(printable(first, 4_096), argumentSource(deployment, addressOverride))
    : known(null, argumentsSource(deployment));
}

function derive<T>(
  deployment: Fact<Deployment | undefined>,
  read: (deployment: Deployment) => Fact<T>,
): Fact<T> {
  if (!deployment.known) return deployment;
  return deployment.value === undefined
    ? unknown('there is no Deployment of liqo-controller-manager')
    : read(deployment.value);
}

/**
 * v1.x takes base64 alone; with anything else, PEM itself included, the controller manager does not start.
 * SOURCE: Liqo cmd/liqo-controller-manager/modules/authentication.go@v1.2.0, `SetupAuthenticationModule`.
 */
function caOverrideOf(deployment: Deployment): Fact<string | null> {
  const name = '--ca-override';
  const value = argumentOf(deployment, name)?.replaceAll('\n', '');
  if (value === undefined || value === '') return known(null, argumentsSource(deployment));
  const source = argumentSource(deployment, name);
  if (!/^(?:[\d+/A-Za-z]{4})*(?:[\d+/A-Za-z]{2}==|[\d+/A-Za-z]{3}=)?$/u.test(value)) {
    return unknown(`${source} is not base64, with which liqo-controller-manager does not start`);
  }
  const pem = Buffer.from(value, 'base64')
    .toString('utf8')
    .replaceAll('\r\n', '\n')
    .replace(/[^\n -~]/gu, '\uFFFD');
  return pem.includes('-----BEGIN CERTIFICATE-----')
    ? known(pem, source)
    : unknown(`${source} is base64, but not of a certificate in PEM`);
}

/**
 * Liqo asks AWS only when all four settings are there; the two keys come from a Secret, whose content is not looked at.
 * SOURCE: Liqo pkg/identityManager/awsConfig.go@v0.10.3, awsconfig.go@v1.2.0, `IsEmpty`.
 */
function eksClusterOf(deployment: Deployment): Fact<string | null> {
  const isComplete = ['--aws-access-key-id', '--aws-secret-access-key', '--aws-region'].every(
    (name) => (argumentOf(deployment, name) ?? '') !== '',
  );
  return isComplete
    ? argumentFact(deployment, '--aws-cluster-name')
    : known(null, argumentsSource(deployment));
}
