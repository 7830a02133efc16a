import { describe, expect } from 'vitest';

import { addFirewallRule, openFirewall } from '../../src/lab/topology/change-topology.js';
import type { LabLiqoVersion } from '../../src/lab/topology/liqo-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { FirewallRule } from '../../src/lab/topology/site.js';
import type { Report } from '../../src/model/report.js';
import { test } from './lab-check.js';

/** Firewalls that pass every datagram but those of WireGuard. */
const incoming: FirewallRule = { direction: 'in', protocol: 'udp', payload: 'wireguard', action: 'drop' };
const bothWays: FirewallRule = { ...incoming, replies: true };

function wireGuardFindings(report: Report | undefined) {
  return report?.findings
    .filter(({ code }) => code === 'LD-GW-006')
    .map(({ cluster, status }) => `${cluster} ${status}`);
}

describe.concurrent('a check where a firewall drops WireGuard alone', { timeout: 120_000 }, () => {
  test.for<LabLiqoVersion>(['v1.2.0', 'v0.10.3'])(
    'is not ready with Liqo %s, says why, and is ready once the rule is gone',
    async (version, { startFor }) => {
      const { check, lab } = await startFor(
        (['local', 'remote'] as const).reduce(
          (topology, side) => addFirewallRule(side, incoming)(topology),
          sameLan(version),
        ),
      );
      const before = await check();
      expect([before.report?.verdict, wireGuardFindings(before.report)]).toEqual([
        'not-ready',
        ['local fail', 'remote fail'],
      ]);
      const gateways = before.report?.requirements.filter(({ service }) => service === 'gateway') ?? [];
      expect(gateways.map(({ status }) => status)).toEqual(['unmet', 'unmet']);
      const probe = before.report?.probes.find(
        ({ purpose, target }) => purpose === 'tunnel' && target === 'remote',
      );
      expect(probe).toMatchObject({
        outcome: 'request-lost',
        cause: 'wireguard-dropped',
        handshake: { initiations: 13, responses: 0, dataSent: 0, dataReceived: 0, dataBytes: 1372 },
      });
      for (const gateway of gateways) {
        expect(gateway.reason).toContain('none of 13 handshake initiations');
        expect(gateway.prescription?.actions.map(({ words }) => words).join()).toContain('01 00 00 00');
      }
      lab.network.change(openFirewall('local'));
      lab.network.change(openFirewall('remote'));
      const after = await check();
      expect([after.report?.verdict, wireGuardFindings(after.report)]).toEqual([
        'ready',
        ['local pass', 'remote pass'],
      ]);
    },
  );

  test('tells initiations that are lost from responses that are', async ({ startFor }) => {
    // It passes neither what comes into the local site by itself nor what answers.
    const { check } = await startFor(addFirewallRule('local', bothWays)(sameLan('v1.2.0')));
    const { report } = await check();
    const seen = report?.probes
      .filter(({ purpose }) => purpose === 'tunnel')
      .map(({ target, outcome, cause }) => [target, outcome, cause]);
    expect(seen?.toSorted()).toEqual([
      ['local', 'request-lost', 'wireguard-dropped'],
      ['remote', 'reply-lost', 'wireguard-dropped'],
    ]);
    expect(report?.verdict).toBe('not-ready');
  });
});
