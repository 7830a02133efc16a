import { expect, test } from 'vitest';

import type { DiscoveryReport, FoundCluster } from '../../src/model/discovery.js';
import { foundLine, renderDiscoveryText } from '../../src/report/discovery-text.js';
import { discoveryExitCode } from '../../src/report/discovery-verdict.js';

const turin = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a';
const milan = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000b';

const verified: FoundCluster = {
  by: 'mdns',
  view: 'operator',
  announcedAs: turin,
  status: 'verified',
  clusterId: turin,
  clusterName: 'turin',
  host: 'node-1.local',
  port: 30_443,
  url: 'https://192.168.1.11:30443',
  addresses: [
    {
      address: '192.168.1.11',
      interface: 'eth0',
      outcome: 'open',
      clusterId: turin,
      clusterName: 'turin',
      timingsMs: { tcp: 0.41, tls: 4.2, http: 3.14 },
    },
  ],
  interfaces: ['eth0'],
  ttlSeconds: 90,
  heardMs: 12,
  decidedMs: 31,
};

const unreachable: FoundCluster = {
  by: 'mdns',
  view: 'operator',
  announcedAs: milan,
  status: 'unreachable',
  reason: 'None of its addresses can be used from here (192.168.1.12: refused).',
  host: 'node-2.local',
  port: 30_443,
  addresses: [{ address: '192.168.1.12', outcome: 'refused', phase: 'tcp', timingsMs: { tcp: 0.3 } }],
  interfaces: ['eth0'],
  heardMs: 14,
  decidedMs: 20,
};

const report: DiscoveryReport = {
  apiVersion: 'liqo-doctor/v1',
  kind: 'DiscoveryReport',
  view: 'operator',
  clusters: [verified, unreachable],
  findings: [
    {
      code: 'LD-DISC-006',
      title: 'The authentication server of a found cluster can be reached',
      severity: 'error',
      status: 'fail',
      reason: `${milan}: None of its addresses can be used from here (192.168.1.12: refused).`,
      dependsOn: [],
      evidence: [],
      remedy: 'Open the port of the authentication server between the clusters.',
      docs: 'ld-disc-006',
    },
  ],
  lan: {
    listenedMs: 5000,
    interfaces: [{ interface: 'eth0', family: 'IPv4', address: '192.168.1.5', queries: 6, heard: 4 }],
    announcements: [],
    leftOut: { instances: 0, messages: 0 },
    contrasts: [],
  },
  hints: [
    {
      text: 'Whether peering with turin will work, with its kubeconfig:',
      lines: ["liqo-doctor check --remote '<kubeconfig of turin>'"],
    },
  ],
  timing: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 5100 },
};

const plain = { width: 100, colour: false, ascii: false, verbose: false };

test('a discovery reads like this', () => {
  expect(renderDiscoveryText(report, plain)).toBe(`\
1 cluster was found and verified in the LAN within 5.0 s, from this machine; besides 1 that cannot
be used.

✓ verified: 7f1c2b9e-1a2b-4c3d-8e4f-00000000000a (turin)
  https://192.168.1.11:30443, on eth0, time to live 90 s, known after 0.03 s

✗ unreachable: 7f1c2b9e-1a2b-4c3d-8e4f-00000000000b
  https://192.168.1.12:30443, on eth0, known after 0.02 s

Why not

✗ LD-DISC-006: 7f1c2b9e-1a2b-4c3d-8e4f-00000000000b: None of its addresses can be used from here
  (192.168.1.12: refused).
  Open the port of the authentication server between the clusters.

What to do with it

Whether peering with turin will work, with its kubeconfig:

  liqo-doctor check --remote '<kubeconfig of turin>'
`);
});

test('what can be used comes first, and another ID is told beside the announced one', () => {
  const wrong: FoundCluster = { ...verified, announcedAs: milan, status: 'wrong-cluster' };
  const text = renderDiscoveryText(
    { ...report, clusters: [wrong, verified], findings: [], hints: [] },
    plain,
  );
  expect(text.split('\n').filter((line) => /^[✓✗]/u.test(line))).toEqual([
    `✓ verified: ${turin} (turin)`,
    `✗ wrong cluster: ${milan}`,
  ]);
  expect(text.replaceAll(/\s+/gu, ' ')).toContain(`answered by cluster ${turin} (turin), known`);
});

test('where nothing can be used, that is what the first line says', () => {
  const gone: FoundCluster = { ...verified, status: 'gone' };
  const own: FoundCluster = { ...verified, announcedAs: 'x', status: 'own' };
  const text = renderDiscoveryText(
    { ...report, clusters: [gone, unreachable, own] },
    { ...plain, width: 200 },
  );
  expect(text.split('\n')[0]).toBe(
    'No usable cluster was found in the LAN within 5.0 s, from this machine; besides the own cluster, 1 that is gone, 1 that cannot be used.',
  );
});

test('a domain is told with the server that was asked, and a URL not twice', () => {
  const rest = structuredClone(report);
  delete rest.lan;
  const dns = { domain: 'example.com', server: '192.0.2.53', answers: [], names: [] };
  const url = 'https://192.168.1.11:30443';
  const ofDomain = renderDiscoveryText({ ...rest, clusters: [], dns }, plain);
  expect(ofDomain.split('\n')[0]).toBe('No cluster was found in example.com, as 192.0.2.53 lists it.');
  const given: FoundCluster = { ...verified, by: 'url', announcedAs: url, interfaces: [] };
  expect(renderDiscoveryText({ ...rest, clusters: [given] }, plain)).not.toContain('announced as');
  expect(foundLine(given)).toBe(`verified   ${url} as ${turin} (turin)`);
});

test('what Liqo would make of a domain is told beside what was found, and settles the exit code', () => {
  const rest = structuredClone(report);
  delete rest.lan;
  const listed = { code: 'NOERROR', isAlias: false, target: 'auth.example.com', port: 443 };
  const names = [
    { ...listed, name: 'a.example.com' },
    { ...listed, name: 'b.example.com', isAlias: true },
  ];
  const clusters = names.map(({ name }): FoundCluster => ({ ...verified, by: 'dns', announcedAs: name }));
  const dns = { domain: 'example.com', server: '192.0.2.53', answers: [], names };
  const ofDomain: DiscoveryReport = { ...rest, clusters, dns, findings: [] };
  expect(renderDiscoveryText(ofDomain, { ...plain, width: 200 }).split('\n')[0]).toBe(
    '1 cluster was found and verified by 2 names in example.com, as 192.0.2.53 lists it. Liqo would find none of them, because of b.example.com: see LD-DISC-015.',
  );
  expect(discoveryExitCode(ofDomain)).toBe(3);
  const whole: DiscoveryReport = { ...ofDomain, dns: { ...dns, names: names.slice(0, 1) } };
  expect(discoveryExitCode(whole)).toBe(0);
  // v0.5 and later read no domain, whatever it lists.
  const unread = report.findings.map((each) => ({ ...each, code: 'LD-DISC-013', status: 'warn' }) as const);
  expect(discoveryExitCode({ ...whole, findings: unread })).toBe(3);
  expect(renderDiscoveryText({ ...whole, findings: unread }, { ...plain, width: 200 })).toContain(
    'This release of Liqo reads no domains: see LD-DISC-013.\n',
  );
});

test.each([
  [
    verified,
    `https://a.example.com is the authentication server of cluster ${turin} (turin), as asked from this machine.`,
  ],
  [
    unreachable,
    'https://a.example.com does not answer as an authentication server of Liqo, as asked from this machine.',
  ],
  [
    { ...unreachable, status: 'unchecked' } as const,
    'https://a.example.com could not be asked from this machine.',
  ],
])('a URL is told of by name, and once', (cluster, answer) => {
  const rest = structuredClone(report);
  delete rest.lan;
  const url = 'https://a.example.com';
  const given: FoundCluster = { ...cluster, by: 'url', announcedAs: url, host: 'a.example.com', port: 443 };
  if (given.url !== undefined) given.url = url;
  const text = renderDiscoveryText(
    { ...rest, clusters: [given], findings: [], hints: [] },
    { ...plain, width: 200 },
  );
  expect(text.split('\n')[0]).toBe(answer);
  // Beneath the ID of a verified one, and not beneath itself.
  expect(text.match(/^ {2}https:\/\/a\.example\.com,/mu) !== null).toBe(cluster.status === 'verified');
});

test('from a node of each cluster it is told what each of them hears', () => {
  const seen: DiscoveryReport = {
    ...report,
    view: 'node',
    remoteLan: { ...report.lan!, listenedMs: 4900 },
    clusters: [
      { ...verified, view: 'node', from: 'local' },
      { ...verified, view: 'node', from: 'remote', announcedAs: milan, clusterId: milan },
    ],
  };
  const text = renderDiscoveryText(seen, plain);
  expect(text.split('\n\n')[0]?.replaceAll('\n', ' ')).toBe(
    '1 cluster was found and verified in the LAN of a node of the local cluster within 5.0 s. 1 cluster was found and verified in the LAN of a node of the remote cluster within 4.9 s.',
  );
  expect(text).toContain('heard by a node of the remote cluster');
  const refused: DiscoveryReport = { ...seen, clusters: [], view: 'pod' };
  delete refused.lan;
  delete refused.remoteLan;
  expect(renderDiscoveryText(refused, plain).split('\n')[0]).toBe(
    'The LAN was not looked at: no pod could have the network of a node.',
  );
});

test('lines that belong together can be pasted as they stand', () => {
  const lines = ["kubectl apply -f - <<'EOF'\nkind: ForeignCluster\nEOF"];
  const text = renderDiscoveryText({ ...report, hints: [{ text: 'The object:', lines }] }, plain);
  expect(text).toContain("\n\nkubectl apply -f - <<'EOF'\nkind: ForeignCluster\nEOF\n");
});

test('with -v it says where was looked and what each address answered', () => {
  expect(renderDiscoveryText(report, { ...plain, verbose: true })).toContain(`\
Where was looked

- eth0 IPv4 192.168.1.5: 6 queries sent, 4 messages of others heard
- 7f1c2b9e-1a2b-4c3d-8e4f-00000000000a at 192.168.1.11 port 30443: open as
  7f1c2b9e-1a2b-4c3d-8e4f-00000000000a (tcp 0.4 ms, tls 4.2 ms, http 3.1 ms)
- 7f1c2b9e-1a2b-4c3d-8e4f-00000000000b at 192.168.1.12 port 30443: refused (tcp 0.3 ms)
`);
});

test('each step of a cluster is one line while it is looked for more', () => {
  expect(foundLine({ ...verified, status: 'unchecked' })).toBe(`heard      ${turin} (turin) on eth0`);
  expect(foundLine(verified)).toBe(`verified   ${turin} (turin) at https://192.168.1.11:30443 on eth0`);
  expect(foundLine({ ...verified, status: 'gone', reason: 'It has been withdrawn.' })).toBe(
    `gone       ${turin}: It has been withdrawn.`,
  );
});

test('a name that a stranger announces cannot act on the terminal', () => {
  const announcedAs = 'x\u001b[2J\u202egnp';
  const text = renderDiscoveryText({ ...report, clusters: [{ ...unreachable, announcedAs }] }, plain);
  expect(text).not.toMatch(/[\u001b\u202e]/u);
});

test.each([
  ['a verified cluster', [verified, unreachable], 0],
  ['only what cannot be used', [unreachable], 3],
  ['nothing at all', [], 4],
] as const)('%s settles the exit code', (_, clusters, code) => {
  expect(discoveryExitCode({ ...report, clusters: [...clusters], findings: [] })).toBe(code);
});
