import { expect, test } from 'vitest';

import { renderGitHub, renderRunErrorGitHub } from '../../src/report/github.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport } from './example-reports.js';

test('annotates a ready run with its answer and the line to run', () => {
  expect(renderGitHub(readyReport).split('\n')).toEqual([
    '::notice title=liqo-doctor::Ready: milan can peer with frankfurt.',
    '::notice title=Next::liqoctl peer --kubeconfig milan.yaml --remote-kubeconfig frankfurt.yaml --gw-server-service-type LoadBalancer --mtu 1340',
    '',
  ]);
});

test('annotates what is unmet with what to do, and warnings as warnings', () => {
  const [answer, obstacle, auth, gateway, warning] = renderGitHub(notReadyReport).split('\n');
  expect([answer, obstacle, auth, warning]).toEqual([
    '::error title=liqo-doctor::Not ready: 2 requirements are unmet (authentication server of milan, gateway of milan or frankfurt).',
    '::error title=LD-VER-001::milan runs v0.10.3 and frankfurt runs v0.9.4.%0AUpgrade frankfurt to v0.10.3.',
    '::error title=Authentication server of milan (unmet)::Liqo would advertise https://192.168.1.11:31443, a private address that frankfurt cannot reach: connections were filtered.%0AForward a public port to the node port and make Liqo advertise it.%0A- milan: Add this row to the port forwarding of the router.%0A- milan: Make Liqo advertise the forwarded address and port.%0Ahelm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443',
    '::warning title=LD-NET-001::10.244.0.0/16 is used by both clusters; Liqo will remap it.%0ANothing has to be done, unless applications use pod addresses literally.',
  ]);
  expect(gateway?.startsWith('::error title=Gateway of milan or frankfurt (unmet)::Either the')).toBe(true);
});

test('lets no text begin a command of its own', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\n', '\r', ':', '%', ',', 'a', '='), maxLength: 30 }),
      (text) => {
        const [line, ...rest] = renderRunErrorGitHub({ code: text, message: text }).split('\n');
        const [, command, property, message] = /^::(\w+) title=([^:]*)::(.*)$/u.exec(line ?? '') ?? [];
        const unescaped = (given = ''): string =>
          given.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
        const shown = text.replace(/[\r\n]/gu, ' ');
        expect([command, unescaped(property), unescaped(message), rest]).toEqual([
          'error',
          `liqo-doctor: ${shown}`,
          shown,
          [''],
        ]);
      },
    ),
  );
});
