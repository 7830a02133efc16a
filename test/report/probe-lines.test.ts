import { expect, test } from 'vitest';

import type { Observation } from '../../src/model/observation.js';
import { renderText } from '../../src/report/text.js';
import { readyReport } from './example-reports.js';

const probe: Observation = {
  id: 'p9',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  from: 'local',
  view: 'pod',
  protocol: 'https',
  host: 'api.example.org',
  port: 6443,
  outcome: 'open',
  phase: 'http',
  timingsMs: { dns: 2, tcp: 5 },
};

/** The section on probes, without its title. */
function probeSection(probes: Observation[]): string[] {
  const text = renderText(
    { ...readyReport, probes },
    { width: 160, colour: false, ascii: false, verbose: true },
  );
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('PROBE'));
  return lines
    .slice(start, lines.indexOf('', start))
    .map((line) => line.replaceAll(/ {2,}/g, '  ').trimEnd());
}

test('names the proxy that a probe went through', () => {
  const proxy = { scheme: 'http', host: 'proxy.example.org', port: 3128 };
  expect(probeSection([{ ...probe, proxy }])[1]).toBe(
    'p9  local pod → remote apiServer (endpoint)  https://api.example.org:6443 via http://proxy.example.org:3128  open (http)  dns 2 ms, tcp 5 ms',
  );
});

test('gives every address of a name a line of its own', () => {
  const addresses: Observation['addresses'] = [
    { address: '192.0.2.10', outcome: 'open', phase: 'http', timingsMs: { tcp: 5 } },
    {
      address: '2001:db8::10',
      outcome: 'unreachable',
      cause: 'network-unreachable',
      phase: 'tcp',
      timingsMs: { tcp: 0.3 },
    },
  ];
  expect(probeSection([{ ...probe, address: '192.0.2.10', addresses }]).slice(1)).toEqual([
    'p9  local pod → remote apiServer (endpoint)  https://api.example.org:6443  open (http)  dns 2 ms, tcp 5 ms',
    '  192.0.2.10:6443  open (http)  tcp 5 ms',
    '  [2001:db8::10]:6443  unreachable (tcp, network-unreachable)  tcp 0.3 ms',
  ]);
});
