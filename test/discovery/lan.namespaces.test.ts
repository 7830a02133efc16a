import { afterAll, expect } from 'vitest';

import { startAvahi } from '../network-namespaces/avahi.js';
import {
  authPort,
  clusterIds,
  clusterWords,
  discoverAt,
  findingWords,
  removeProgram,
  startDiscover,
  startAuthServer,
} from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';

afterAll(removeProgram);

const avahi = ['avahi-daemon'];
const { turin, milan } = clusterIds;

testInLans(
  'shows a cluster within a second of its start, by the address that Liqo would use',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    let fastestMs = Number.POSITIVE_INFINITY;
    // A machine that is busy with other tests may hold up any single run.
    for (let run = 0; run < 10 && fastestMs > 1000; run += 1) {
      const running = await startDiscover(lan, 'op', '--timeout', '3s');
      // The process was started this moment: the start of Node.js is part of the second.
      const startedAt = performance.now();
      const verified = new RegExp(`verified +${turin} at https://${lan.address('a')}:${authPort} `, 'u');
      const tookMs = await running.saw(verified).then(
        () => performance.now() - startedAt,
        () => Number.POSITIVE_INFINITY,
      );
      fastestMs = Math.min(fastestMs, tookMs);
      await running.interrupt();
    }
    expect(fastestMs).toBeLessThan(1000);
  },
  avahi,
);

testInLans(
  'finds two clusters in two LANs, each by its interface, and takes no process its port',
  async (build) => {
    const lan = await build({ op: ['lan1', 'lan2'], a: ['lan1'], b: ['lan2'] });
    await Promise.all([startAuthServer(lan, 'a', turin), startAuthServer(lan, 'b', milan)]);
    await Promise.all([
      startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]),
      startAvahi(lan, 'b', [{ clusterId: milan, port: authPort }]),
      startAvahi(lan, 'op', []),
    ]);
    const runs = await Promise.all([discoverAt(lan, 'op'), discoverAt(lan, 'op')]);
    for (const { code, report } of runs) {
      expect(clusterWords(report)).toEqual([
        `${turin} verified https://${lan.address('a', 'lan1')}:${authPort}`,
        `${milan} verified https://${lan.address('b', 'lan2')}:${authPort}`,
      ]);
      expect(findingWords(report)).toEqual([]);
      expect(code).toBe(0);
      const byId = new Map(report.clusters.map((cluster) => [cluster.clusterId, cluster]));
      expect(byId.get(turin)?.interfaces).toEqual(['lan1']);
      expect(byId.get(milan)?.interfaces).toEqual(['lan2']);
      expect(byId.get(turin)?.ttlSeconds).toBe(120);
      expect(
        byId
          .get(turin)
          ?.addresses.map(({ address, outcome }) => `${address} ${outcome}`)
          .toSorted(),
      ).toEqual([`${lan.address('a', 'lan1', 4)} open`, `${lan.address('a', 'lan1', 6)} open`]);
      expect(report.lan?.interfaces.every((each) => each.listenError === undefined)).toBe(true);
    }
  },
  avahi,
);

testInLans(
  'tells a cluster that answers with another ID, and one whose port is closed',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], b: ['lan1'] });
    await startAuthServer(lan, 'a', 'somebody-else');
    await Promise.all([
      startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]),
      startAvahi(lan, 'b', [{ clusterId: milan, port: authPort }]),
    ]);
    const { code, report } = await discoverAt(lan, 'op');
    expect(clusterWords(report)).toEqual([
      `${turin} wrong-cluster https://${lan.address('a')}:${authPort}`,
      `${milan} unreachable`,
    ]);
    expect(findingWords(report).toSorted()).toEqual(['LD-DISC-006 fail', 'LD-DISC-007 fail']);
    expect(code).toBe(3);
  },
  avahi,
);

testInLans(
  'tells of each interface what was heard there, and not what was heard at another one',
  async (build) => {
    const lan = await build({ op: ['lan1', 'lan2'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const { report } = await discoverAt(lan, 'op');
    const heard = (report.lan?.interfaces ?? []).map((each) => [each.interface, each.heard > 0]);
    expect(heard.toSorted()).toEqual([
      ['lan1', true],
      ['lan1', true],
      ['lan2', false],
      ['lan2', false],
    ]);
  },
  avahi,
);

testInLans(
  'finds a cluster by IPv6 alone, link-local addresses included, and says that Liqo would not',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'] });
    for (const host of ['op', 'a']) await lan.exec(host, ['ip', '-4', 'address', 'flush', 'dev', 'lan1']);
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const { report } = await discoverAt(lan, 'op');
    expect(clusterWords(report)).toEqual([
      `${turin} verified https://[${lan.address('a', 'lan1', 6)}]:${authPort}`,
    ]);
    expect(findingWords(report)).toEqual(['LD-DISC-009 warn']);
  },
  avahi,
);
