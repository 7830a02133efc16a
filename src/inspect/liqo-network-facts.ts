import type { LanDiscovery, LiqoFacts } from '../model/cluster-facts.js';
import { known, mapFact, unknown, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import { isCidr } from './cidr-facts.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import { argumentOf, argumentSource, argumentsSource, isArgumentSet } from './deployment-arguments.js';
import { selectObjects } from './listed-objects.js';

/** What Liqo's networking is set to, beside the address ranges of the cluster itself. */
export type LiqoNetworkFacts = Pick<LiqoFacts, 'tunnelMtu' | 'reservedRanges' | 'lanDiscovery'>;

/** What v1.x does not have needs no reading. */
const notInRecent = known(null, 'Liqo v1.x, which has no such setting');

/** Reads the settings of Liqo's network. */
export function liqoNetworkFactsOf(
  readings: ClusterReadings,
  generation: Fact<Generation>,
): LiqoNetworkFacts {
  const isRecent = generation.known && generation.value === 'g3';
  return {
    tunnelMtu: isRecent ? notInRecent : tunnelMtuOf(readings),
    reservedRanges: isRecent ? reservedNetworks(readings) : reservedPools(readings),
    lanDiscovery: isRecent ? notInRecent : lanDiscoveryOf(readings),
  };
}

/** SOURCE: Liqo templates/liqo-gateway-deployment.yaml@v0.3.1, @v0.10.3; v0.3.0 has no such argument. */
function tunnelMtuOf(readings: ClusterReadings): Fact<number | null> {
  const gateway = deploymentOf(readings, 'gateway');
  if (!gateway.known) return gateway;
  if (gateway.value === undefined) return unknown('there is no Deployment of liqo-gateway');
  const name = '--gateway.mtu';
  const value = argumentOf(gateway.value, name);
  if (value === undefined) return unknown(`${argumentsSource(gateway.value)} do not have ${name}`);
  const source = argumentSource(gateway.value, name);
  return /^\d{1,5}$/u.test(value)
    ? known(Number(value), source)
    : unknown(`${source} is not a number of bytes`);
}

/** SOURCE: Liqo templates/liqo-network-manager-deployment.yaml@v0.3.2, @v0.10.3: the argument is left out when empty. */
function reservedPools(readings: ClusterReadings): Fact<readonly string[]> {
  const manager = deploymentOf(readings, 'network-manager');
  if (manager.known && manager.value !== undefined) {
    const name = '--manager.reserved-pools';
    const value = argumentOf(manager.value, name);
    return value === undefined
      ? known([], argumentsSource(manager.value))
      : ranges(value.split(','), argumentSource(manager.value, name));
  }
  const storages = selectObjects(readings.ipamStorages);
  const [storage] = storages.known ? storages.value : [];
  if (storage !== undefined) {
    const source = `spec.reservedSubnets of IpamStorage ${storage.metadata.name}`;
    return ranges(storage.spec?.reservedSubnets ?? [], source);
  }
  return manager.known ? unknown('neither liqo-network-manager nor an IpamStorage tells') : manager;
}

/** SOURCE: Liqo templates/liqo-ipam-networks.yaml@v1.2.0. */
function reservedNetworks({ networks }: ClusterReadings): Fact<readonly string[]> {
  const reserved = selectObjects(
    networks,
    ({ labels }) => labels?.['ipam.liqo.io/network-type'] === 'reserved',
  );
  if (!reserved.known) return reserved;
  return ranges(
    reserved.value.map(({ spec }) => spec.cidr),
    'Networks of type reserved',
  );
}

function ranges(values: readonly string[], source: string): Fact<readonly string[]> {
  const cidrs = [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
  return cidrs.every(isCidr) ? known(cidrs, source) : unknown(`${source} is not a list of address ranges`);
}

/** SOURCE: Liqo templates/liqo-discovery-deployment.yaml@v0.3.2, @v0.10.3: there is none when both are off. */
function lanDiscoveryOf(readings: ClusterReadings): Fact<LanDiscovery | null> {
  const discovery = deploymentOf(readings, 'discovery');
  if (discovery.known && discovery.value !== undefined) {
    return known(
      {
        announces: isArgumentSet(discovery.value, '--mdns-enable-advertisement'),
        searches: isArgumentSet(discovery.value, '--mdns-enable-discovery'),
        ...timeToLive(argumentOf(discovery.value, '--mdns-ttl')),
        ...(discovery.value.status && { readyPods: discovery.value.status.readyReplicas ?? 0 }),
      },
      argumentsSource(discovery.value),
    );
  }
  return mapFact(discovery, () => null);
}

/** The chart writes whole seconds; any other duration of Go is left out. */
function timeToLive(argument: string | undefined): Pick<LanDiscovery, 'ttlSeconds'> {
  const seconds = /^(\d{1,9})s$/u.exec(argument ?? '')?.[1];
  return seconds === undefined ? {} : { ttlSeconds: Number(seconds) };
}
