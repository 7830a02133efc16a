import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { afterAll, expect } from 'vitest';

import { startAvahi } from '../network-namespaces/avahi.js';
import {
  authPort,
  clusterIds,
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

/** Resolves when a server has ended that is told to. */
async function ended(server: ChildProcess): Promise<void> {
  const closed = once(server, 'close');
  server.kill('SIGKILL');
  await closed;
}

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
  'verifies a cluster again that comes back, and believes nothing of what it was before',
  async (build) => {
    const lan = await build({ op: ['lan1'], a: ['lan1'] });
    const services = [{ clusterId: turin, port: authPort }];
    const first = await startAuthServer(lan, 'a', turin);
    const avahiOfFirst = await startAvahi(lan, 'a', services);
    const watching = await startDiscover(lan, 'op', '--watch', '--timeout', '60s');
    await watching.saw(new RegExp(`verified +${turin}`, 'u'));
    await avahiOfFirst.stop();
    await watching.saw(new RegExp(`gone +${turin}`, 'u'));
    await ended(first);
    // Another cluster has taken its place.
    const second = await startAuthServer(lan, 'a', milan);
    const avahiOfSecond = await startAvahi(lan, 'a', services);
    await watching.saw(
      new RegExp(`gone +${turin}[\\s\\S]*not usable ${turin}.* answers as cluster ${milan}`, 'u'),
    );
    await avahiOfSecond.stop();
    await watching.saw(new RegExp(`not usable [\\s\\S]*gone +${turin}`, 'u'));
    await ended(second);
    await startAuthServer(lan, 'a', turin);
    await startAvahi(lan, 'a', services);
    await watching.saw(new RegExp(`not usable [\\s\\S]*verified +${turin}`, 'u'));
    const { report } = await watching.interrupt();
    // Which of its addresses has answered first is chance when it is interrupted.
    expect(report.clusters.map(({ status, clusterId }) => [status, clusterId])).toEqual([
      ['verified', turin],
    ]);
    expect(report.lan?.announcements[0]?.returns).toBe(2);
  },
  avahi,
);
