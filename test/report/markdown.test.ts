import { expect, test } from 'vitest';

import { renderMarkdown, renderRunErrorMarkdown } from '../../src/report/markdown.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport } from './example-reports.js';

test('tells a ready report in a heading, a table and the line to run', () => {
  expect(renderMarkdown(readyReport).split('\n')).toEqual([
    '## Ready: milan can peer with frankfurt.',
    '',
    'Scenario cloud-to-cloud (high confidence): milan (local) and frankfurt (remote); requirements of Liqo v1.0 and later.',
    '',
    '| Service | From → to | Required | Configured | Advertised | Status |',
    '| --- | --- | --- | --- | --- | --- |',
    '| API server | local → remote | Provided | Provided | https://198.51.100.20:443 | met |',
    '| gateway | local → remote | LoadBalancer, NodePort | LoadBalancer | UDP 198.51.100.77:51840 | met (stand-in) |',
    '| gateway | remote → local | LoadBalancer, NodePort | – | – | not-applicable |',
    '',
    '### Next',
    '',
    '```sh',
    'liqoctl peer --kubeconfig milan.yaml --remote-kubeconfig frankfurt.yaml --gw-server-service-type LoadBalancer --mtu 1340',
    '```',
    '',
  ]);
});

test('keeps what belongs to a step within its item', () => {
  const text = renderMarkdown(notReadyReport);
  const start = text.indexOf('### What to do');
  const step = text.slice(start, text.indexOf('2. **', start)).trimEnd().split('\n');
  expect(step).toEqual([
    '### What to do',
    '',
    '1. **Authentication server of milan** (unmet)',
    '',
    '   Liqo would advertise https://192.168.1.11:31443, a private address that frankfurt cannot reach: connections were filtered.',
    '',
    '   Forward a public port to the node port and make Liqo advertise it.',
    '',
    '   - **milan**: Add this row to the port forwarding of the router.',
    '   - **milan**: Make Liqo advertise the forwarded address and port.',
    '',
    '   ```',
    '   TCP 203.0.113.8:30443 → 192.168.1.11:31443',
    '   ```',
    '',
    '   ```sh',
    '   helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443',
    '   ```',
    '',
    '   **This may interrupt peerings that are active now.**',
    '',
    '   Or: peer in-band, which needs neither the authentication server nor the API server from outside.',
    '',
    '   ```sh',
    '   liqo-doctor check --remote frankfurt.yaml --peering in-band',
    '   ```',
    '',
    '   More: `liqo-doctor explain LD-AUTH-002`',
  ]);
});

test('gives what clusters are called no meaning in Markdown', () => {
  expect(
    renderRunErrorMarkdown({ code: 'usage', message: '<b>*a* [x](y) | `c` @team #12 ~d~ _e_</b>' }),
  ).toBe(
    '## No report: \\<b\\>\\*a\\* \\[x\\](y) \\| \\`c\\` @\u200bteam #\u200b12 \\~d\\~ \\_e\\_\\</b\\>\n\nusage\n',
  );
});

test('never lets a command end its fence', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n'), maxLength: 30 }), (command) => {
      const lines = renderMarkdown({ ...readyReport, next: { command, notes: [] } }).split('\n');
      const fence = lines.find((line) => /^`{3,}sh$/u.test(line))?.slice(0, -2) ?? '';
      const start = lines.indexOf(`${fence}sh`);
      expect(lines.slice(start + 1, -2)).toEqual(command.split('\n'));
      expect(lines.at(-2)).toBe(fence);
      expect(command.includes(fence)).toBe(false);
    }),
  );
});
