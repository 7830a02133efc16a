import { afterAll, expect, type TestContext } from 'vitest';

import { authNodePort } from '../../../src/lab/random/places.js';
import { sides } from '../../../src/model/peering.js';
import { startAvahi } from '../../network-namespaces/avahi.js';
import { clusterWords, discoverAt, removeProgram } from '../../network-namespaces/discovery.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { builtBundles } from './built-bundles.js';
import { unlessHeldUp } from './machine-load.js';
import { machineNames } from './machines.js';
import { proveSituation } from './prove-situation.js';
import type { RealNetwork } from './real-network.js';
import { demoTopologies } from './situations.js';
import { labPrograms, type RealLab, startRealLab } from './start-real-lab.js';

const needs = { programs: [...labPrograms, 'avahi-daemon'], timeoutMs: 900_000 };

const bundles = builtBundles();

const found = demoTopologies.find(({ name }) => name === "the demo's same-lan");
if (found === undefined) throw new TypeError('there is no demo in one LAN');
/** Two clusters in one LAN, with the operator in it; of a release that has discovery. */
const situation = found.situation('g2');

/** The real avahi-daemon at the control plane of both clusters, which announces as Liqo v0.x does. */
async function announceBoth(network: RealNetwork): Promise<void> {
  for (const side of sides) {
    const services = [{ clusterId: idOf(network, side), port: authNodePort }];
    await startAvahi(network.namespaces, machineNames.node(side, 0), services);
  }
}

function idOf({ topology }: Pick<RealNetwork, 'topology'>, side: (typeof sides)[number]): string {
  const { liqo } = topology.clusters[side];
  if (liqo === undefined) throw new TypeError(`there is no Liqo in the ${side} cluster`);
  return liqo.clusterId;
}

async function announcedLab({ onTestFinished }: TestContext): Promise<RealLab> {
  const lab = await startRealLab(situation.topology, { beside: announceBoth });
  onTestFinished(() => lab.close());
  return lab;
}

const verified = (side: (typeof sides)[number]): string => {
  const node = situation.topology.sites[side].nodes[0]?.addresses[0]?.address ?? '';
  return `${idOf(situation, side)} verified https://${node}:${authNodePort}`;
};

/** Clusters that the real avahi-daemon announces in their LAN. */
export function testAnnouncedClusters(): void {
  afterAll(removeProgram);
  testWithNamespaces(
    'avahi: a machine in the LAN finds both clusters, and a pod of one finds the other',
    needs,
    async (context) => {
      const { network, clusters } = await announcedLab(context);
      const fromPods = ['--from', 'pods', '--kubeconfig', clusters.local.kubeconfigPath];
      const [byMachine, byPod] = await Promise.all([
        discoverAt(network.namespaces, machineNames.operator),
        discoverAt(network.namespaces, machineNames.operator, ...fromPods),
      ]);
      expect(clusterWords(byMachine.report)).toEqual(sides.map(verified).toSorted());
      expect(byMachine.code).toBe(0);
      expect(clusterWords(byPod.report)).toContain(verified('remote'));
    },
  );

  testWithNamespaces(
    'avahi: what a firewall on the way drops is not found, and the rest is',
    needs,
    async (context) => {
      const { network } = await announcedLab(context);
      await network.namespaces.load(machineNames.node('remote', 0), noMulticast);
      const { report } = await discoverAt(network.namespaces, machineNames.operator);
      expect(clusterWords(report)).toEqual([verified('local')]);
    },
  );

  testWithNamespaces('avahi: a check between announced clusters is what it is without', needs, async () => {
    const ending = await unlessHeldUp([], (onReport) =>
      proveSituation(situation, bundles, { beside: announceBoth, onReport }),
    );
    expect(ending).toBe('ready');
  });
}

const noMulticast = [
  'table inet quiet {',
  'chain output {',
  'type filter hook output priority filter; policy accept;',
  'udp sport 5353 drop',
  '}',
  '}',
  '',
].join('\n');
