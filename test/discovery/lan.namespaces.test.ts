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
import { startProgram } from '../network-namespaces/programs.js';

afterAll(removeProgram);

const avahi = ['avahi-daemon'];
const { turin, milan } = clusterIds;

testInLans(
  'knows a cluster within a second of its start',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    let fastestMs = Number.POSITIVE_INFINITY;
    // A machine that is busy with other tests may hold up any single run.
    for (let run = 0; run < 5 && fastestMs > 1000; run += 1) {
      const { report } = await discoverAt(lan, 'op', '--timeout', '3s');
      fastestMs = Math.min(fastestMs, report.clusters[0]?.decidedMs ?? Number.POSITIVE_INFINITY);
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
  'shows what is withdrawn and what is not repeated while it watches',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], b: ['lan1'] });
    await Promise.all([startAuthServer(lan, 'a', turin), startAuthServer(lan, 'b', milan)]);
    const leaving = await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const watching = await startDiscover(lan, 'op', '--watch', '--timeout', '9s');
    await watching.saw(new RegExp(`verified +${turin}`, 'u'));
    await startProgram(lan, 'b', {
      ...{ program: 'mdns-announcer', instance: milan, instances: 1, ttl: 3, port: authPort, times: 1 },
      ...{ interface: lan.address('b'), address: lan.address('b') },
    });
    await leaving.stop();
    const { report, stderr } = await watching.ended;
    expect(
      report.clusters.map(({ announcedAs, status, clusterId }) => [announcedAs, status, clusterId]),
    ).toEqual([
      [turin, 'gone', turin],
      [milan, 'gone', milan],
    ]);
    expect(findingWords(report)).toContain('LD-DISC-010 warn');
    expect(stderr).toMatch(new RegExp(`gone +${turin}: It has been withdrawn`, 'u'));
    expect(stderr).toMatch(new RegExp(`gone +${milan}: It was not announced again`, 'u'));
  },
  avahi,
);

testInLans(
  'follows interfaces that come and go while it watches',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], b: ['lan2'] });
    await Promise.all([startAuthServer(lan, 'a', turin), startAuthServer(lan, 'b', milan)]);
    await Promise.all([
      startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]),
      startAvahi(lan, 'b', [{ clusterId: milan, port: authPort }]),
    ]);
    const watching = await startDiscover(lan, 'op', '--watch', '--timeout', '60s');
    await watching.saw(new RegExp(`verified +${turin}`, 'u'));
    await lan.attach('op', 'lan2');
    await watching.saw(new RegExp(`verified +${milan}.* on lan2`, 'u'));
    await lan.detach('op', 'lan1');
    await watching.saw(new RegExp(`gone +${turin}`, 'u'));
    await lan.attach('op', 'lan1');
    await watching.saw(new RegExp(`gone +${turin}[\\s\\S]*verified +${turin}`, 'u'));
    await lan.detach('op', 'lan1');
    await watching.saw(new RegExp(`(gone +${turin}[\\s\\S]*){2}`, 'u'));
    const { report, stderr } = await watching.interrupt();
    expect(report.clusters.map(({ announcedAs, status }) => [announcedAs, status])).toEqual([
      [turin, 'gone'],
      [milan, 'verified'],
    ]);
    expect(stderr).toContain('interface lan2 is new: listening there as well\n');
    expect(stderr).toContain('interface lan1 is gone\n');
    const places = report.lan?.interfaces.map(({ interface: name, isGone = false }) => [name, isGone]);
    expect(places).toEqual(
      expect.arrayContaining([
        ['lan2', false],
        ['lan1', true],
      ]),
    );
    expect(places).not.toContainEqual(['lan1', false]);
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

testInLans(
  'leaves most of 10,000 announced clusters out, says so, and still finds the real one',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], flood: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    const running = await startDiscover(lan, 'op', '--timeout', '16s');
    await running.saw(/heard/u);
    await startProgram(lan, 'flood', {
      ...{ program: 'mdns-announcer', instance: 'flood', instances: 10_000, ttl: 120, port: 9, times: 1 },
      ...{ interface: lan.address('flood'), address: lan.address('flood') },
    });
    const { code, report, peakMiB } = await running.ended;
    expect(clusterWords(report)).toContain(`${turin} verified https://${lan.address('a')}:${authPort}`);
    expect(report.clusters.length).toBeLessThanOrEqual(65);
    expect(findingWords(report)).toContain('LD-DISC-011 warn');
    expect(code).toBe(0);
    expect(peakMiB).toBeLessThan(100);
  },
  avahi,
);

testInLans(
  'survives 100,000 broken messages with little memory, and still finds the real cluster',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'], fuzzer: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    const running = await startDiscover(lan, 'op', '--watch');
    await startProgram(lan, 'fuzzer', {
      ...{ program: 'mdns-fuzzer', count: 100_000, address: lan.address('fuzzer') },
    });
    await startAvahi(lan, 'a', [{ clusterId: turin, port: authPort }]);
    await running.saw(new RegExp(`verified +${turin}`, 'u'));
    const { code, report, peakMiB } = await running.interrupt();
    // Which of its addresses has answered first is chance when it is interrupted.
    expect(report.clusters.find(({ clusterId }) => clusterId === turin)?.status).toBe('verified');
    expect(report.lan?.leftOut.messages).toBeGreaterThan(0);
    expect(code).toBe(130);
    expect(peakMiB).toBeLessThan(100);
  },
  avahi,
);
