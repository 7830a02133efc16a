import { isIP } from 'node:net';

import type { CidrFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';
import { deploymentOf } from './components.js';
import { argumentOf, argumentSource } from './deployment-arguments.js';
import { selectObjects } from './listed-objects.js';
import type { Network } from './liqo-objects.js';
import { isVirtual } from './node-facts.js';

/**
 * The address ranges of a cluster, as Liqo was told them, else as far as Kubernetes publishes them.
 *
 * v0.3–v0.10: arguments of liqo-network-manager, else IpamStorage; v1.x: Networks of ipam.liqo.io; without Liqo: the
 * ServiceCIDRs (Kubernetes 1.33 and later), and of the pods only the parts that the nodes have.
 */
export function cidrFactsOf(readings: ClusterReadings): CidrFacts {
  return {
    pod: firstKnown([
      managerArgument(readings, '--manager.pod-cidr'),
      storageField(readings, 'podCIDR'),
      networksOf(readings, 'pod-cidr'),
      unknown('only Liqo tells the whole range of pods, and none of its objects does'),
    ]),
    podOfNodes: nodeRanges(readings),
    service: firstKnown([
      managerArgument(readings, '--manager.service-cidr'),
      storageField(readings, 'serviceCIDR'),
      networksOf(readings, 'service-cidr'),
      serviceRanges(readings),
    ]),
    external: firstKnown([
      storageField(readings, 'externalCIDR'),
      networksOf(readings, 'external-cidr'),
      unknown('only Liqo has an external CIDR, and none of its objects tells it'),
    ]),
  };
}

type Ranges = Fact<readonly string[]>;

/** The first source that tells something, else the reason of the first one that should have. */
function firstKnown(sources: readonly (Ranges | undefined)[]): Ranges {
  const present = sources.filter((source) => source !== undefined);
  return (
    present.find(({ known: isKnown }) => isKnown) ?? present[0] ?? unknown('nothing tells the address range')
  );
}

/** `undefined` when there is nothing; unknown when what is there is no list of address ranges. */
function ranges(values: readonly string[], source: string): Ranges | undefined {
  const cidrs = [...new Set(values.filter((value) => value !== ''))];
  if (cidrs.length === 0) return undefined;
  return cidrs.every(isCidr) ? known(cidrs, source) : unknown(`${source} is not an address range`);
}

/** Whether a text is an address range such as `10.0.0.0/16`. */
export function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/u.test(length) && Number(length) <= longest;
}

function managerArgument(readings: ClusterReadings, name: string): Ranges | undefined {
  const manager = deploymentOf(readings, 'network-manager');
  if (!manager.known) return manager;
  if (manager.value === undefined) return undefined;
  const value = argumentOf(manager.value, name);
  return ranges(value === undefined ? [] : [value], argumentSource(manager.value, name));
}

function storageField(
  readings: ClusterReadings,
  field: 'podCIDR' | 'serviceCIDR' | 'externalCIDR',
): Ranges | undefined {
  const storages = selectObjects(readings.ipamStorages);
  if (!storages.known) return storages;
  const [storage] = storages.value;
  return ranges(
    [storage?.spec?.[field] ?? ''],
    `spec.${field} of IpamStorage ${storage?.metadata.name ?? ''}`,
  );
}

function networksOf(readings: ClusterReadings, type: string): Ranges | undefined {
  const networks = selectObjects(
    readings.networks,
    ({ labels }) => labels?.['ipam.liqo.io/network-type'] === type,
  );
  if (!networks.known) return networks;
  // The external range may be moved by Liqo's own address management; the others are those of the cluster itself.
  const cidrOf = ({ spec, status }: Network): string =>
    type === 'external-cidr' ? (status?.cidr ?? spec.cidr) : spec.cidr;
  return ranges(networks.value.map(cidrOf), `Networks of type ${type}`);
}

/** Only when every node has one: some network plugins assign no ranges to nodes, and then the rest would mislead. */
function nodeRanges(readings: ClusterReadings): Ranges {
  const nodes = selectObjects(readings.nodes);
  if (!nodes.known) return nodes;
  const machines = nodes.value.filter(({ metadata }) => !isVirtual(metadata.labels ?? {}));
  const perNode = machines.map(({ spec }) => spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []));
  const missing = unknown('not every node has a range of its own for pods');
  if (perNode.length === 0 || perNode.some((list) => list.length === 0)) return missing;
  return ranges(perNode.flat(), 'spec.podCIDRs of the nodes') ?? missing;
}

function serviceRanges(readings: ClusterReadings): Ranges {
  const cidrs = selectObjects(readings.serviceCidrs);
  if (!cidrs.known) return cidrs;
  return (
    ranges(
      cidrs.value.flatMap(({ spec }) => spec.cidrs),
      'ServiceCIDRs of networking.k8s.io',
    ) ?? unknown('neither Liqo nor the API server tells which addresses Services have')
  );
}
