import stringWidth from 'string-width';
import { expect, test } from 'vitest';

import type { Report } from '../../src/model/report.js';
import { renderText } from '../../src/report/text.js';
import type { TextOptions } from '../../src/report/text-style.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport, undeterminedReport } from './example-reports.js';
import { replaceStrings } from './hostile-report.js';

const plain: TextOptions = { width: 100, colour: false, ascii: false, verbose: false };

function linesOf(report: Report, options: Partial<TextOptions> = {}): string[] {
  const text = renderText(report, { ...plain, ...options });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

test('says no more than the answer, the scenario, the requirements and the next command when all is well', () => {
  expect(linesOf(readyReport)).toEqual([
    '✓ Ready: milan can peer with frankfurt.',
    'Scenario cloud-to-cloud (high confidence): milan (local) and frankfurt (remote); requirements of',
    'Liqo v1.0 and later.',
    '',
    'SERVICE     FROM → TO       REQUIRED       CONFIGURED    ADVERTISED                 STATUS',
    'API server  local → remote  Provided       Provided      https://198.51.100.20:443  ✓ met',
    'gateway     local → remote  LoadBalancer,  LoadBalancer  UDP 198.51.100.77:51840    ✓ met (stand-in)',
    '                            NodePort',
    'gateway     remote → local  LoadBalancer,  –             –                          – not-applicable',
    '                            NodePort',
    '',
    'Next',
    '',
    '  liqoctl peer --kubeconfig milan.yaml --remote-kubeconfig frankfurt.yaml --gw-server-service-type LoadBalancer --mtu 1340',
  ]);
});

test('tells what to do, with commands unwrapped, when something is unmet', () => {
  expect(linesOf(notReadyReport)).toEqual([
    '✗ Not ready: 2 requirements are unmet (authentication server of milan, gateway of milan or',
    '  frankfurt).',
    'Scenario onprem-nat-to-cloud (medium confidence): milan (local) is on premises behind NAT, frankfurt',
    '(remote) in a cloud; requirements of Liqo v0.5 to v0.10.',
    '',
    'milan (local, on premises, behind NAT)              Internet               frankfurt (remote, cloud)',
    '│ ◀────── ✗ authentication server ──────────────────────────────────────────────────────────────── │',
    '│ ────── ✓ API server ───────────────────────────────────────────────────────────────────────────▶ │',
    '│ ◀────── ✗ gateway ────────────────────────────────────────────────────────────────────────────── │',
    '│ ────── ✗ gateway ──────────────────────────────────────────────────────────────────────────────▶ │',
    '',
    'SERVICE     FROM → TO       REQUIRED                 CONFIGURED  ADVERTISED                  STATUS',
    'auth        remote → local  NodePort +               NodePort    https://192.168.1.11:31443  ✗ unmet',
    '                            PortForwarding',
    'API server  local → remote  Provided                 Provided    https://[2001:db8::20]:443  ✓ met',
    'gateway     remote → local  NodePort +               NodePort    UDP 192.168.1.11:30742      ✗ unmet',
    '                            PortForwarding',
    'gateway     local → remote  LoadBalancer             ClusterIP   –                           ✗ unmet',
    '',
    'In the way',
    '',
    '✗ LD-VER-001: milan runs v0.10.3 and frankfurt runs v0.9.4.',
    '  Upgrade frankfurt to v0.10.3.',
    '',
    'What to do',
    '',
    '1. Authentication server of milan (unmet)',
    '   Liqo would advertise https://192.168.1.11:31443, a private address that frankfurt cannot reach:',
    '   connections were filtered.',
    '   Forward a public port to the node port and make Liqo advertise it.',
    '   - milan: Add this row to the port forwarding of the router.',
    '   - milan: Make Liqo advertise the forwarded address and port.',
    '',
    '     TCP 203.0.113.8:30443 → 192.168.1.11:31443',
    '',
    '     helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443',
    '',
    '   This may interrupt peerings that are active now.',
    '   Or: peer in-band, which needs neither the authentication server nor the API server from outside.',
    '',
    '     liqo-doctor check --remote frankfurt.yaml --peering in-band',
    '',
    '   More: liqo-doctor explain LD-AUTH-002',
    '',
    '2. Gateway of milan or frankfurt (unmet)',
    '   Either the gateway of milan:',
    '   Liqo would advertise a private address.',
    '   Forward a public port to the node port of the gateway.',
    '   - milan: Add this row to the port forwarding of the router.',
    '',
    '     UDP <your public address>:40582 → 192.168.1.11:30742',
    '',
    '   Or the gateway of frankfurt:',
    '   The gateway of frankfurt is not exposed.',
    '   Make the gateway of frankfurt a LoadBalancer.',
    '   - frankfurt: Set the type of the gateway Service.',
    '',
    '     helm upgrade liqo liqo/liqo --kube-context frankfurt --reuse-values --set gateway.service.type=LoadBalancer',
    '',
    'Worth knowing',
    '',
    '! LD-NET-001: 10.244.0.0/16 is used by both clusters; Liqo will remap it.',
    '  Nothing has to be done, unless applications use pod addresses literally.',
    '',
    'Next',
    '',
    'Make the changes above first, then run the same check again.',
  ]);
});

test('becomes a list in plain ASCII on a narrow terminal', () => {
  expect(linesOf(notReadyReport, { width: 60, ascii: true })).toEqual([
    'x Not ready: 2 requirements are unmet (authentication server',
    '  of milan, gateway of milan or frankfurt).',
    'Scenario onprem-nat-to-cloud (medium confidence): milan',
    '(local) is on premises behind NAT, frankfurt (remote) in a',
    'cloud; requirements of Liqo v0.5 to v0.10.',
    '',
    'auth of milan, remote -> local: x unmet',
    '  required    NodePort + PortForwarding',
    '  configured  NodePort',
    '  advertised  https://192.168.1.11:31443',
    'API server of frankfurt, local -> remote: + met',
    '  required    Provided',
    '  configured  Provided',
    '  advertised  https://[2001:db8::20]:443',
    'gateway of milan, remote -> local: x unmet',
    '  required    NodePort + PortForwarding',
    '  configured  NodePort',
    '  advertised  UDP 192.168.1.11:30742',
    'gateway of frankfurt, local -> remote: x unmet',
    '  required    LoadBalancer',
    '  configured  ClusterIP',
    '  advertised  -',
    '',
    'In the way',
    '',
    'x LD-VER-001: milan runs v0.10.3 and frankfurt runs v0.9.4.',
    '  Upgrade frankfurt to v0.10.3.',
    '',
    'What to do',
    '',
    '1. Authentication server of milan (unmet)',
    '   Liqo would advertise https://192.168.1.11:31443, a',
    '   private address that frankfurt cannot reach: connections',
    '   were filtered.',
    '   Forward a public port to the node port and make Liqo',
    '   advertise it.',
    '   - milan: Add this row to the port forwarding of the',
    '     router.',
    '   - milan: Make Liqo advertise the forwarded address and',
    '     port.',
    '',
    '     TCP 203.0.113.8:30443 -> 192.168.1.11:31443',
    '',
    '     helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443',
    '',
    '   This may interrupt peerings that are active now.',
    '   Or: peer in-band, which needs neither the authentication',
    '   server nor the API server from outside.',
    '',
    '     liqo-doctor check --remote frankfurt.yaml --peering in-band',
    '',
    '   More: liqo-doctor explain LD-AUTH-002',
    '',
    '2. Gateway of milan or frankfurt (unmet)',
    '   Either the gateway of milan:',
    '   Liqo would advertise a private address.',
    '   Forward a public port to the node port of the gateway.',
    '   - milan: Add this row to the port forwarding of the',
    '     router.',
    '',
    '     UDP <your public address>:40582 -> 192.168.1.11:30742',
    '',
    '   Or the gateway of frankfurt:',
    '   The gateway of frankfurt is not exposed.',
    '   Make the gateway of frankfurt a LoadBalancer.',
    '   - frankfurt: Set the type of the gateway Service.',
    '',
    '     helm upgrade liqo liqo/liqo --kube-context frankfurt --reuse-values --set gateway.service.type=LoadBalancer',
    '',
    'Worth knowing',
    '',
    '! LD-NET-001: 10.244.0.0/16 is used by both clusters; Liqo',
    '  will remap it.',
    '  Nothing has to be done, unless applications use pod',
    '  addresses literally.',
    '',
    'Next',
    '',
    'Make the changes above first, then run the same check again.',
  ]);
});

test('says what could not be decided and how to find out', () => {
  expect(linesOf(undeterminedReport)).toEqual([
    '? Undetermined: nothing is unmet, but 1 requirement is unknown (gateway of frankfurt or milan).',
    'Scenario cloud-to-cloud (high confidence): milan (local) and frankfurt (remote); requirements of',
    'Liqo v1.0 and later.',
    '',
    'milan (local, cloud)                       Internet                        frankfurt (remote, cloud)',
    '│ ────── ✓ API server ───────────────────────────────────────────────────────────────────────────▶ │',
    '│ ────── ? gateway ──────────────────────────────────────────────────────────────────────────────▶ │',
    '│ ◀────── ✗ gateway ────────────────────────────────────────────────────────────────────────────── │',
    '',
    'SERVICE     FROM → TO       REQUIRED                CONFIGURED  ADVERTISED                 STATUS',
    'API server  local → remote  Provided                Provided    https://198.51.100.20:443  ✓ met',
    'gateway     local → remote  LoadBalancer, NodePort  –           –                          ? unknown',
    'gateway     remote → local  LoadBalancer, NodePort  NodePort    UDP 10.0.0.4:30111         ✗ unmet',
    '',
    'What to do',
    '',
    '1. Gateway of frankfurt or milan (unknown)',
    '   Either the gateway of frankfurt:',
    '   No load balancer was raised, since that may cost money.',
    '   Let the check raise a temporary LoadBalancer Service.',
    '',
    '     liqo-doctor check --remote frankfurt.yaml --allow-load-balancer',
    '',
    '   Or the gateway of milan:',
    '   The nodes of milan have private addresses only.',
    '',
    'Next',
    '',
    'Run the check again as said above.',
  ]);
});

test('adds evidence, findings, probes and timings when verbose, and changes nothing else', () => {
  const verbose = linesOf(notReadyReport, { verbose: true });
  const start = verbose.indexOf('Findings');
  const end = verbose.indexOf('Next');
  expect(verbose.slice(start, end - 1)).toEqual([
    'Findings',
    '',
    '✗ LD-AUTH-002 fail [auth local] The advertised authentication endpoint is reachable: Connections',
    '  from frankfurt to 192.168.1.11:31443 were filtered.',
    '! LD-NET-001 warn Pod CIDRs of the two clusters do not overlap: 10.244.0.0/16 is used by both',
    '  clusters; Liqo will remap it.',
    '✗ LD-VER-001 fail Both clusters run the same minor release of Liqo: milan runs v0.10.3 and frankfurt',
    '  runs v0.9.4.',
    '– LD-GW-004 skip The tunnel has room for its packets: because LD-AUTH-002',
    '',
    'Probes',
    '',
    'PROBE  FROM → TO                     ADDRESS                     OUTCOME         TIMINGS',
    'p1     remote pod → local auth       https://192.168.1.11:31443  filtered (tcp)  dns 0 ms, tcp 3.0 s',
    '       (endpoint)',
    'p2     local pod → remote apiServer  https://[2001:db8::20]:443  open            tcp 10 ms',
    '       (endpoint)',
    '',
    'Timing',
    '',
    'Started at 2026-11-22T14:38:00.000Z, took 12.3 s, inspect 845 ms, raise 6.1 s, probe 5.4 s, judge 6',
    'ms.',
  ]);
  const evidence =
    '  - frankfurt saw packets of milan come from 203.0.113.8, which is none of its node addresses.';
  expect([...verbose.slice(0, start), ...verbose.slice(end)].filter((line) => line !== evidence)).toEqual(
    linesOf(notReadyReport),
  );
});

test('marks the answer with a colour of its own, and is the same text without it', () => {
  const [ready] = linesOf(readyReport, { colour: true });
  const [notReady] = linesOf(notReadyReport, { colour: true });
  const [undetermined] = linesOf(undeterminedReport, { colour: true });
  expect([ready?.slice(0, 5), notReady?.slice(0, 5), undetermined?.slice(0, 5)]).toEqual([
    '\u001B[32m',
    '\u001B[31m',
    '\u001B[33m',
  ]);
  for (const report of [readyReport, notReadyReport, undeterminedReport]) {
    const coloured = renderText(report, { ...plain, colour: true, verbose: true });
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '')).toBe(renderText(report, { ...plain, verbose: true }));
  }
});

test('puts endpoints on lines of their own when they are too long for the table', () => {
  const [apiServer, ...gateways] = readyReport.requirements;
  const endpoint = {
    protocol: 'https' as const,
    host: 'k8s-api-0123456789abcdef.elb.eu-central-1.example.com',
    ports: [443],
  };
  const lines = linesOf({ ...readyReport, requirements: [{ ...apiServer!, endpoint }, ...gateways] });
  expect(lines.slice(4, 10)).toEqual([
    'SERVICE     FROM → TO       REQUIRED                CONFIGURED    STATUS',
    'API server  local → remote  Provided                Provided      ✓ met',
    '            https://k8s-api-0123456789abcdef.elb.eu-central-1.example.com:443',
    'gateway     local → remote  LoadBalancer, NodePort  LoadBalancer  ✓ met (stand-in)',
    '            UDP 198.51.100.77:51840',
    'gateway     remote → local  LoadBalancer, NodePort  –             – not-applicable',
  ]);
});

test('says by itself what is unknown when nothing can be done about it', () => {
  const requirements = readyReport.requirements.map((requirement) => ({
    ...requirement,
    ...(requirement.service === 'apiServer' && {
      status: 'unknown' as const,
      reason: 'No pod ran in milan.',
    }),
  }));
  const lines = linesOf({ ...readyReport, verdict: 'undetermined', requirements, next: { notes: [] } });
  expect(lines.slice(-4)).toEqual(['', 'Not known', '', '? API server of frankfurt: No pod ran in milan.']);
});

test('says once what holds of both clusters, and names them', () => {
  const pending = {
    ...notReadyReport.findings[1]!,
    code: 'LD-PLAT-002',
    reason: 'No address came in time.',
    remedy: 'Use NodePort.',
  };
  const findings = [
    { ...pending, cluster: 'local' as const },
    { ...pending, cluster: 'remote' as const },
  ];
  const lines = linesOf({ ...readyReport, findings });
  const start = lines.indexOf('Worth knowing');
  expect(lines.slice(start + 2, lines.indexOf('Next') - 1)).toEqual([
    '! LD-PLAT-002 (milan, frankfurt): No address came in time.',
    '  Use NodePort.',
  ]);
});

test('does not repeat under "Next" what a step has said', () => {
  const summary = notReadyReport.requirements[0]?.prescription?.summary ?? '';
  const report = { ...notReadyReport, next: { notes: [`authentication server: ${summary}`] } };
  expect(linesOf(report).includes('Next')).toBe(false);
});

test('tells two clusters of the same name apart by their side', () => {
  const { local, remote } = readyReport.clusters;
  const report = {
    ...readyReport,
    clusters: { local: { ...local, name: 'default' }, remote: { ...remote, name: 'default' } },
  };
  expect(linesOf(report)[0]).toBe('✓ Ready: default (local) can peer with default (remote).');
});

test('keeps every line but commands and single long words within the width', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 120 }), fc.boolean(), (width, ascii) => {
      const lines = linesOf(notReadyReport, { width, ascii, verbose: true });
      const tooWide = lines.filter(
        (line) => stringWidth(line) > width && !line.includes('helm ') && line.trim().includes(' '),
      );
      expect(tooWide.filter((line) => !line.startsWith('     '))).toEqual([]);
    }),
  );
});

test('never writes a control or format character, whatever the clusters called their things', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 40 });
  fc.assert(
    fc.property(hostile, fc.boolean(), (text, ascii) => {
      const report = replaceStrings(notReadyReport, text);
      const output = renderText(report, { ...plain, ascii, verbose: true });
      expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

test('tells what ran in the pods when verbose', () => {
  const pods = {
    agentSha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    images: { local: ['docker.io/library/node@sha256:2e2e'], remote: [] },
  };
  const verbose = linesOf({ ...notReadyReport, pods }, { verbose: true });
  const start = verbose.indexOf('Pods');
  expect(verbose.slice(start, verbose.indexOf('Timing') - 1)).toEqual([
    'Pods',
    '',
    'Agent: SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad (dist/agent.mjs)',
    'Images: local docker.io/library/node@sha256:2e2e; remote none',
  ]);
  expect(linesOf({ ...notReadyReport, pods })).toEqual(linesOf(notReadyReport));
});
