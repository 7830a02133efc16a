import { expect, test } from 'vitest';

import type { ValueNames } from '../../../src/liqo/words/value-names.js';
import {
  annotationName,
  ineffectiveValues,
  valueNameRanges,
  valueNames,
} from '../../../src/liqo/words/value-names.js';
import { releaseOf } from '../releases.js';
import { chartValues } from './chart-values.js';

/** What a release that has the setting under another name would call it: such a name must not be there. */
const otherNames: Readonly<Partial<Record<keyof ValueNames, RegExp>>> = {
  authServiceType: /^auth\.service\.type$/i,
  authAddressOverride: /^auth\..*addressOverride$/i,
  authPortOverride: /^auth\..*portOverride$/i,
  authNodePort: /^auth\..*nodePort(\.port)?$/i,
  authLoadBalancerIp: /^auth\..*loadBalancer\.?ip$/i,
  authTls: /^auth\.tls$/i,
  authIngress: /^auth\.ingress/i,
  authIngressPort: /^auth\.ingress\.port$/i,
  authIngressTlsSecret: /^auth\.ingress\..*secret/i,
  gatewayServiceType: /^gateway\.service\.type$/i,
  gatewayAddressOverride: /^gateway\..*addressOverride$/i,
  gatewayPortOverride: /^gateway\..*portOverride$/i,
  gatewayNodePort: /^gateway\..*nodePort(\.port)?$/i,
  gatewayLoadBalancerIp: /^gateway\..*loadBalancer\.?ip$/i,
  gatewayPort: /^gateway\..*(listening|vpn)Port$/i,
  gatewayServerServiceAnnotations: /gatewayTemplates\.server/i,
  wireguardImplementation: /wireguard.*implementation$/i,
  tunnelMtu: /(^|\.)mtu$/i,
  apiServerCa: /^apiServer\.(ca|.*bundle)$/i,
  tlsCompatibility: /compatibilityMode$/i,
  proxy: /^proxy\.enabled?$/i,
  kernelCheck: /kernel/i,
  lanAdvertisement: /enableAdvertisement$/i,
  lanDiscovery: /enableDiscovery$/i,
  clusterName: /^discovery\..*clusterName$/i,
  clusterId: /^discovery\..*clusterID(Override)?$/i,
};

function settings(names: ValueNames): readonly (keyof ValueNames)[] {
  return Object.keys(names) as (keyof ValueNames)[];
}

test('the ranges are in order, begin at releases, and each differs from the one before', () => {
  const releases = chartValues.map(({ release }) => release);
  const starts = valueNameRanges.map(({ from }) => from);
  expect(starts.map((from) => releases.indexOf(from))).toEqual(
    starts.map((from) => releases.indexOf(from)).toSorted((one, other) => one - other),
  );
  expect(starts.filter((from) => !releases.includes(from))).toEqual([]);
  expect(starts[0]).toBe(releases[0]);
  const texts = valueNameRanges.map(({ names }) => JSON.stringify(names));
  expect(new Set(texts).size).toBe(texts.length);
});

test.each(chartValues)('every name of the table is declared and read by the chart of $release', (chart) => {
  const names = valueNames(releaseOf(chart.release));
  const wrong = settings(names).filter((setting) => {
    const name = names[setting];
    return name !== null && !(chart.declared.has(name) && chart.read.has(name));
  });
  expect(wrong).toEqual([]);
});

test.each(chartValues)('what the table lacks is not in the chart of $release under any name', (chart) => {
  const names = valueNames(releaseOf(chart.release));
  const present = [...chart.declared, ...chart.read];
  const missed = settings(names)
    .filter((setting) => names[setting] === null)
    .flatMap((setting) => {
      const known = new Set(valueNameRanges.map((range) => range.names[setting]));
      return present.filter((name) => known.has(name) || otherNames[setting]?.test(name) === true);
    });
  expect(missed).toEqual([]);
});

test.each(chartValues)('values that do nothing are not in the chart of $release', (chart) => {
  expect(ineffectiveValues.filter(({ name }) => chart.declared.has(name) || chart.read.has(name))).toEqual(
    [],
  );
});

test.each([
  ['v0.3.0', { tunnelMtu: null, gatewayPort: null }],
  ['v0.9.1', { tunnelMtu: 'networkConfig.mtu', gatewayPort: 'gateway.config.listeningPort' }],
  ['v0.9.4', { tunnelMtu: 'networking.mtu', gatewayLoadBalancerIp: 'gateway.service.loadBalancerIP' }],
  ['v0.10.3', { gatewayLoadBalancerIp: 'gateway.service.loadBalancer.ip' }],
  ['v1.1.2', { podCidr: 'ipam.podCIDR' }],
  ['v1.4.0', { podCidr: 'ipam.podCIDRs', gatewayServiceType: null }],
])('Liqo %s has the names of its range', (version, some) => {
  expect(valueNames(releaseOf(version))).toMatchObject(some);
});

test('dots of an annotation are escaped, since they would part keys', () => {
  expect(annotationName('gateway.service.annotations', 'metallb.universe.tf/address-pool')).toBe(
    'gateway.service.annotations.metallb\\.universe\\.tf/address-pool',
  );
});
