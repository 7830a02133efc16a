import { expect } from 'vitest';

import { LocalSession } from '../../../src/lab/network/local-session.js';
import { virtualWorld } from '../../../src/lab/runner/virtual-world.js';
import type { Lab } from '../../../src/lab/start-lab.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import type { Site } from '../../../src/lab/topology/site.js';
import type { PathMtuProbe } from '../../../src/model/agent-plan.js';
import type { Side } from '../../../src/model/peering.js';
import { Responder } from '../../../src/probe/responder.js';
import { runProbe } from '../../../src/probe/run-probe.js';
import { testContext, testIdentity } from '../../helpers/probe-setup.js';
import { test } from '../lab-fixture.js';

const address = '192.168.50.21';
const port = 9999;

const probe: PathMtuProbe = {
  kind: 'path-mtu',
  id: 'remote-gateway-path-mtu-1-nodeport',
  purpose: 'path-mtu',
  service: 'gateway',
  target: 'remote',
  host: address,
  port,
};

function setLink(lab: Lab, side: Side, link: Pick<Site, 'mtu' | 'tooBig'>): void {
  lab.network.change((topology) => ({
    ...topology,
    sites: { ...topology.sites, [side]: { ...topology.sites[side], ...link } },
  }));
}

/** A responder on a machine of the remote site, and the world of a new pod at the local one for each measurement. */
async function setUp(lab: Lab) {
  const node = lab.network.topology.sites.remote.nodes.find(({ addresses }) =>
    addresses.some((own) => own.address === address),
  );
  if (node === undefined) throw new Error('no such machine');
  const machine = { kind: 'node', side: 'remote', node: node.name } as const;
  const there = virtualWorld(new LocalSession(lab.network, machine));
  const bound = await there.bindUdp(port);
  if (!bound.ok) throw new Error(bound.code);
  new Responder({ identity: testIdentity, clock: there.clock, onArrival: () => {} }).serveDatagrams(
    bound.socket,
  );
  let pods = 0;
  const pod = () => {
    const at = { node: 'attic-worker', address: `10.70.1.${(pods += 1) + 8}` };
    const host = { kind: 'pod', side: 'local', ...at } as const;
    lab.network.addPod(host);
    return virtualWorld(new LocalSession(lab.network, host));
  };
  return { pod, measure: async (world = pod()) => (await runProbe(probe, testContext(world))).pathMtu };
}

test('carries 1500 bytes where nothing is said', async ({ start }) => {
  const { measure } = await setUp(await start(sameLan('v1.2.0')));
  expect(await measure()).toEqual({ bytes: 1500, limitedBy: 'interface', back: { bytes: 1500 } });
});

test('the narrower of two links decides, and its router says so once', async ({ start }) => {
  const lab = await start(sameLan('v1.2.0'));
  setLink(lab, 'local', { mtu: 1420 });
  setLink(lab, 'remote', { mtu: 1400 });
  const { measure, pod } = await setUp(lab);
  const world = pod();
  const found = { bytes: 1400, back: { bytes: 1400 } };
  expect(await measure(world)).toEqual({ ...found, limitedBy: 'too-big' });
  expect((await world.counters())?.fragmentsCreated).toBeGreaterThan(0);
  // The pod's system has not forgotten; another pod's has yet to learn.
  expect(await measure(world)).toEqual({ ...found, limitedBy: 'fragmented' });
  expect(await measure()).toEqual({ ...found, limitedBy: 'too-big' });
});

test('a link that drops larger packets without a word is a black hole', async ({ start }) => {
  const lab = await start(sameLan('v1.2.0'));
  setLink(lab, 'remote', { mtu: 1380, tooBig: 'dropped' });
  const { measure, pod } = await setUp(lab);
  const world = pod();
  expect(await measure(world)).toEqual({ bytes: 1380, limitedBy: 'black-hole', back: { bytes: 1380 } });
  expect((await world.counters())?.fragmentsCreated).toBe(0);
});
