import { afterAll, expect } from 'vitest';

import {
  authPort,
  clusterIds,
  clusterWords,
  discoverAt,
  findingWords,
  removeProgram,
  startAuthServer,
} from '../network-namespaces/discovery.js';
import { testInLans } from '../network-namespaces/in-namespaces.js';
import { startDnsmasq, startNamed } from '../network-namespaces/name-servers.js';

afterAll(removeProgram);

const { turin, milan } = clusterIds;
const named = ['named'];

const noTcp =
  'table inet rules { chain input { type filter hook input priority 0; tcp dport 53 reject with tcp reset; }; }';

testInLans(
  'follows what bind9 tells of a domain, and says what is wrong with each name',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'], a: ['lan1'], b: ['lan1'] });
    await Promise.all([startAuthServer(lan, 'a', turin), startAuthServer(lan, 'b', milan)]);
    const records = [
      '@ IN PTR turin',
      '@ IN PTR milan',
      '@ IN PTR closed',
      '@ IN PTR missing',
      '@ IN PTR alias',
      '@ IN PTR dead-end',
      `turin 90 IN SRV 0 0 ${authPort} auth.turin`,
      `milan 90 IN SRV 0 0 ${authPort} auth-milan`,
      'closed 90 IN SRV 0 0 9 auth-milan',
      'alias IN CNAME turin',
      'dead-end IN CNAME nowhere.example.',
      `auth.turin IN A ${lan.address('a')}`,
      'auth-milan IN CNAME host-milan',
      `host-milan IN A ${lan.address('b')}`,
      '',
    ].join('\n');
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    const ns = lan.address('ns');
    const { code, report } = await discoverAt(lan, 'op', '--domain', 'clusters.example.', '--resolver', ns);
    // Behind the alias is what it leads to, which is told though Liqo does not get there.
    expect(clusterWords(report)).toEqual([
      `alias.clusters.example verified https://auth.turin.clusters.example:${authPort}`,
      'closed.clusters.example unreachable',
      `milan.clusters.example verified https://auth-milan.clusters.example:${authPort}`,
      `turin.clusters.example verified https://auth.turin.clusters.example:${authPort}`,
    ]);
    expect(report.clusters.map(({ clusterId }) => clusterId).toSorted()).toEqual([
      turin,
      turin,
      milan,
      undefined,
    ]);
    expect(
      report.clusters.filter(({ ttlSeconds }) => ttlSeconds !== 90).map(({ announcedAs }) => announcedAs),
    ).toEqual(['alias.clusters.example']);
    expect(findingWords(report).toSorted()).toEqual([
      'LD-DISC-006 fail',
      // Liqo takes no URL with the host auth-milan.clusters.example: no word behind a dot is short enough.
      'LD-DISC-009 warn',
      'LD-DISC-015 fail',
      'LD-DISC-015 fail',
      'LD-DISC-015 fail',
    ]);
    expect(
      report.findings
        .flatMap(({ code: finding, reason }) => (finding === 'LD-DISC-015' ? [reason] : []))
        .toSorted(),
    ).toEqual(
      expect.arrayContaining([
        'The answer for alias.clusters.example begins with a CNAME record, which Liqo takes for an SRV record and crashes. It is an alias of turin.clusters.example, behind which is auth.turin.clusters.example port 30443.',
        'The answer for dead-end.clusters.example begins with a CNAME record, which Liqo takes for an SRV record and crashes. It is an alias of nowhere.example, behind which there is no SRV record.',
        'missing.clusters.example has no SRV record (NXDOMAIN), so that Liqo gives up the whole domain.',
      ]),
    );
    expect(report.dns?.server).toBe(ns);
    // Others were verified, and Liqo would add none of them.
    expect(code).toBe(3);
  },
  named,
);

testInLans(
  'reads the whole of an answer that does not fit into one datagram, and says that Liqo would not',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'] });
    const names = Array.from({ length: 40 }, (_, index) => `a-cluster-with-a-long-name-${index}`);
    const records = names.map((name) => `@ IN PTR ${name}\n${name} IN SRV 0 0 9 ns\n`).join('');
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    const { report } = await discoverAt(
      lan,
      'op',
      ...['--domain', 'clusters.example', '--resolver', lan.address('ns')],
    );
    expect(report.dns?.names).toHaveLength(40);
    expect(report.dns?.answers[0]).toMatchObject({ isTruncated: true, count: 40 });
    // Liqo reads what fits into 512 bytes: those names that the answer over UDP held.
    const read = report.dns?.names.filter(({ isBeyondCut }) => isBeyondCut !== true).length ?? 0;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(512 / 'a-cluster-with-a-long-name'.length);
    expect(report.findings.find(({ code }) => code === 'LD-DISC-016')).toMatchObject({
      status: 'warn',
      reason: `The answer for clusters.example over UDP is cut and has ${read} of its 40 records, which is all that Liqo reads.`,
    });
  },
  named,
);

testInLans(
  'finds over TCP what a cut answer for one name holds, and says that Liqo does not ask so',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    // As long as a name may be: together with an SRV record to itself it does not fit into 512 bytes.
    const name = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(58)).join('.');
    const records = `@ IN PTR ${name}\n${name} IN SRV 0 0 ${authPort} ${name}\n${name} IN A ${lan.address('a')}\n`;
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    const ns = lan.address('ns');
    const whole = `${name}.clusters.example`;
    const seen = async () => {
      const { code, report } = await discoverAt(lan, 'op', '--domain', 'clusters.example', '--resolver', ns);
      const reason = report.findings.find((each) => each.code === 'LD-DISC-015')?.reason;
      return [code, clusterWords(report), reason];
    };
    const cut = `The answer for ${whole} over UDP is cut before its first record, and Liqo does not ask again over TCP, so that it gives up the whole domain.`;
    expect(await seen()).toEqual([
      3,
      [`${whole} verified https://${whole}:${authPort}`],
      `${cut} Over TCP it leads to ${whole} port ${authPort}.`,
    ]);
    await lan.setRules('ns', noTcp);
    expect(await seen()).toEqual([3, [], `${cut} Over TCP there is none either.`]);
  },
  named,
);

testInLans(
  'is content with aliases in front of the list and of hosts, which Liqo copes with',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    const records = [
      'fleet IN CNAME list',
      'list IN PTR turin',
      `turin IN SRV 0 0 ${authPort} auth.turin`,
      'auth.turin IN CNAME node',
      `node IN A ${lan.address('a')}`,
      '',
    ].join('\n');
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    const flags = ['--domain', 'fleet.clusters.example', '--resolver', lan.address('ns')];
    const { code, report } = await discoverAt(lan, 'op', ...flags);
    expect(clusterWords(report)).toEqual([
      `turin.clusters.example verified https://auth.turin.clusters.example:${authPort}`,
    ]);
    expect(findingWords(report)).toEqual([]);
    expect(code).toBe(0);
  },
  named,
);

testInLans(
  'asks a server by its whole name as Liqo does, and tells dots that are missing in a zone file, and hosts that are none',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', 'asked-as-HOST');
    const records = [
      '@ IN PTR good',
      '@ IN PTR good.clusters.example',
      '@ IN PTR dotless',
      '@ IN PTR declined',
      '@ IN PTR nowhere',
      `good IN SRV 0 0 ${authPort} auth.clusters.example.`,
      `dotless IN SRV 0 0 ${authPort} auth.clusters.example`,
      'declined IN SRV 0 0 0 .',
      'nowhere IN SRV 0 0 443 no-host',
      `auth IN A ${lan.address('a')}`,
      '',
    ].join('\n');
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    const ns = lan.address('ns');
    const { report } = await discoverAt(lan, 'op', '--domain', 'clusters.example', '--resolver', ns);
    expect(
      report.clusters
        .map(({ announcedAs, clusterId, reason }) => [announcedAs, clusterId ?? reason])
        .toSorted(),
    ).toEqual([
      [
        'dotless.clusters.example',
        'Its host auth.clusters.example.clusters.example has no address (nxdomain).',
      ],
      ['good.clusters.example', `asked-as-auth.clusters.example.:${authPort}`],
      ['nowhere.clusters.example', 'Its host no-host.clusters.example has no address (nxdomain).'],
    ]);
    const twice = 'It ends in the domain twice: in the zone file the';
    expect(
      report.findings
        .flatMap(({ code, status, reason }) =>
          code === 'LD-DISC-015' && status !== 'pass' ? [`${status}: ${reason}`] : [],
        )
        .toSorted(),
    ).toEqual([
      'fail: The SRV record of declined.clusters.example names the host ".", by which DNS says that there is no such service.',
      `fail: good.clusters.example.clusters.example has no SRV record (NXDOMAIN), so that Liqo gives up the whole domain. ${twice} PTR record seems to lack the dot at its end.`,
      `warn: dotless.clusters.example leads to auth.clusters.example.clusters.example port ${authPort}. ${twice} SRV record seems to lack the dot at its end.`,
    ]);
  },
  named,
);

testInLans(
  'says that there may be more where an answer is cut and cannot be had over TCP',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'] });
    const names = Array.from({ length: 40 }, (_, index) => `a-cluster-with-a-long-name-${index}`);
    const records = names.map((name) => `@ IN PTR ${name}\n${name} IN SRV 0 0 9 ns\n`).join('');
    await startNamed(lan, 'ns', { zone: 'clusters.example', records });
    await lan.setRules('ns', noTcp);
    const { report } = await discoverAt(
      lan,
      'op',
      ...['--domain', 'clusters.example', '--resolver', lan.address('ns')],
    );
    const count = report.dns?.names.length ?? 0;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(40);
    expect(report.findings.find(({ code }) => code === 'LD-DISC-016')?.reason).toBe(
      `The answer for clusters.example over UDP is cut and has ${count} of its records; over TCP the server gives no answer, so that there may be more of them.`,
    );
  },
  named,
);

testInLans(
  'tells a domain that does not exist from a server that fails, one that refuses, and one that is not there',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'] });
    await startNamed(lan, 'ns', { zone: 'clusters.example', records: '' });
    const ns = lan.address('ns');
    const reasonOf = async (domain: string, resolver: string) => {
      const { code, report } = await discoverAt(lan, 'op', '--domain', domain, '--resolver', resolver);
      const [finding] = report.findings.filter((each) => each.code === 'LD-DISC-014');
      return [code, finding?.status, finding?.reason];
    };
    expect(
      await Promise.all([
        reasonOf('clusters.example', ns),
        reasonOf('none.clusters.example', ns),
        reasonOf('broken.example', ns),
        reasonOf('example.org', ns),
        reasonOf('clusters.example', lan.address('op')),
        // Outside of the LAN, to which there is no route.
        reasonOf('clusters.example', '203.0.113.53'),
      ]),
    ).toEqual([
      [3, 'fail', `${ns} answers that there are none when asked for PTR records of clusters.example.`],
      [
        3,
        'fail',
        `${ns} answers that the name does not exist (NXDOMAIN) when asked for PTR records of none.clusters.example.`,
      ],
      [3, 'fail', `${ns} fails (SERVFAIL) when asked for PTR records of broken.example.`],
      [3, 'fail', `${ns} fails (REFUSED) when asked for PTR records of example.org.`],
      [4, 'unknown', `${lan.address('op')} does not answer when asked for PTR records of clusters.example.`],
      [4, 'unknown', '203.0.113.53 could not be asked (ENETUNREACH) for PTR records of clusters.example.'],
    ]);
  },
  named,
);

testInLans(
  'reads a domain of dnsmasq that answers on a port of its own',
  async (build) => {
    const lan = await build({ op: ['lan1'], ns: ['lan1'], a: ['lan1'] });
    await startAuthServer(lan, 'a', turin);
    await startDnsmasq(lan, 'ns', [
      'port=5300',
      'ptr-record=clusters.example,turin.clusters.example',
      `srv-host=turin.clusters.example,auth.clusters.example,${authPort}`,
      `address=/auth.clusters.example/${lan.address('a')}`,
    ]);
    const { report } = await discoverAt(
      lan,
      'op',
      ...['--domain', 'clusters.example', '--resolver', `${lan.address('ns')}:5300`],
    );
    expect(clusterWords(report)).toEqual([
      `turin.clusters.example verified https://auth.clusters.example:${authPort}`,
    ]);
    expect(report.dns?.server).toBe(`${lan.address('ns')} port 5300`);
  },
  ['dnsmasq'],
);
