import { afterAll, expect } from 'vitest';

import { startAvahi } from '../network-namespaces/avahi.js';
import {
  authPort,
  clusterIds,
  clusterWords,
  findingWords,
  removeProgram,
  startDiscover,
  startAuthServer,
} from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';
import { startProgram } from '../network-namespaces/programs.js';

afterAll(removeProgram);

const avahi = ['avahi-daemon'];
const { turin } = clusterIds;

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
