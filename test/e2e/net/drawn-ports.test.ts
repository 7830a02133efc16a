import { expect, onTestFinished, test } from 'vitest';

import { createObject } from '../../../src/lab/api/handle-collection.js';
import { resources } from '../../../src/lab/api/resources.js';
import { startLab } from '../../../src/lab/start-lab.js';
import { sides } from '../../../src/model/peering.js';
import { drawHigh, firstDrawn, socketPorts } from './drawn-ports.js';
import {
  chosenTopologies,
  demoTopologies,
  dualStackTopologies,
  type Generation,
  keptTopologies,
  randomTopology,
  releases,
} from './situations.js';

const nodePorts = { first: firstDrawn(30_000, 32_767), last: 32_767 };
const others = { first: firstDrawn(32_768, 60_999), last: 60_999 };

function isDrawn(port: number): boolean {
  return [nodePorts, others].some(({ first, last }) => port >= first && port <= last);
}

/** Numbers of members that tell ports, and what stands behind a colon. */
function portsIn(value: unknown, name = ''): number[] {
  if (typeof value === 'number') return /port/iu.test(name) ? [value] : [];
  if (typeof value === 'string') {
    const told = [...value.matchAll(/:(\d{1,5})\b/gu)].map(([, port]) => Number(port));
    return /port/iu.test(name) && /^\d+$/u.test(value) ? [Number(value)] : told;
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => portsIn(member, Array.isArray(value) ? name : key));
}

test('no topology of the suite sets a port that its labs may draw', () => {
  const random = Array.from({ length: 200 }, (_, index) => randomTopology(index + 1));
  const all = [...chosenTopologies, ...demoTopologies, ...dualStackTopologies, ...keptTopologies, ...random];
  const set = all.flatMap(({ situation }) =>
    (Object.keys(releases) as Generation[]).flatMap((generation) => {
      const { topology, intent } = situation(generation);
      return portsIn({ topology, intent });
    }),
  );
  expect(set).toContain(30_443);
  expect(set).toContain(30_742);
  expect(set).toContain(40_582);
  expect(set.filter(isDrawn)).toEqual([]);
  // Those that an API server is taken to have given where what is printed is carried out, and a gateway server's own.
  expect([31_998, 31_997, 51_840].filter(isDrawn)).toEqual([]);
});

test('node ports and masqueraded ports of a lab are drawn beside those that topologies set', async () => {
  const topology = randomTopology(1).situation('g3').topology;
  const lab = await startLab(topology, { runnerPath: '', random: drawHigh });
  onTestFinished(() => lab.close());
  const drawn = sides.flatMap((side) =>
    Array.from({ length: 50 }, (_, index) => {
      const { api } = lab.clusters[side];
      const reply = createObject(
        api,
        { resource: resources.services, namespace: 'default' },
        {
          body: {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: `drawn-${index}` },
            spec: { type: 'NodePort', ports: [{ port: 80 }] },
          },
          query: new URLSearchParams(),
        },
      );
      return portsIn(reply).filter((port) => port >= 30_000);
    }),
  );
  expect(drawn.flat()).toHaveLength(100);
  expect(drawn.flat().filter((port) => port < nodePorts.first)).toEqual([]);
  const sources = Array.from({ length: 100 }, () => lab.network.ephemeralPort());
  expect(sources.filter((port) => port < others.first || port > others.last)).toEqual([]);
});

test('the ports of sockets in namespaces are those that the virtual network draws', () => {
  expect(socketPorts).toBe(`${others.first} ${others.last}`);
});
