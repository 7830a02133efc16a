import { describe, expect, test } from 'vitest';

import { contrastOf } from '../../../src/judge/evidence/view-contrast.js';
import type { Observation } from '../../../src/model/observation.js';
import { observation } from '../run.js';

const api = { service: 'apiServer', target: 'remote', host: '198.51.100.10', port: 6443 } as const;

function seen(parts: Partial<Observation>): Observation {
  return observation({ ...api, purpose: 'contrast', outcome: 'open', ...parts });
}

const failed = seen({ id: 'pod', purpose: 'endpoint', node: 'a', outcome: 'filtered' });
const node = seen({ id: 'node', view: 'node', node: 'a' });
const otherPod = seen({ id: 'pod-b', purpose: 'endpoint', node: 'b' });
const operator = seen({ id: 'operator', from: 'operator', view: 'operator' });

function contrast(...others: readonly Observation[]) {
  const found = contrastOf(failed, { observations: [failed, ...others], generation: 'g3' });
  return found && `${found.blocker} by ${found.evidence.join(', ')}`;
}

describe('who blocks a pod', () => {
  test('is the pods’ own network where the same node gets through', () => {
    expect(contrast(node, otherPod, operator)).toBe('pod-network by pod, node');
  });

  test('is not the pods’ network where another node gets through', () => {
    expect(contrast({ ...node, node: 'b' })).toBeUndefined();
  });

  test('depends on the node where a pod on another one gets through', () => {
    expect(contrast(otherPod, operator)).toBe('node by pod, pod-b');
    expect(contrast({ ...node, outcome: 'filtered' }, otherPod)).toBe('node by pod, pod-b, node');
  });

  test('is the site’s way out or a list at the target where only this machine gets through', () => {
    expect(contrast(operator)).toBe('site by pod, operator');
    expect(contrast({ ...node, outcome: 'filtered' }, operator)).toBe('site by pod, node, operator');
  });

  test('is the target or what is in front of it where nobody gets through', () => {
    expect(contrast({ ...operator, outcome: 'refused' })).toBe('target by pod, operator');
  });

  test('is not the pods’ network where the node fares no better and nobody else was asked', () => {
    expect(contrast({ ...node, outcome: 'filtered' })).toBe('beyond-pods by pod, node');
  });

  test('is not told by a machine that has no IPv6, of what is at an IPv6 address', () => {
    const host = '2001:db8:2::a5';
    const unrouted = { host, outcome: 'unreachable', cause: 'network-unreachable' } as const;
    const compare = (one: Observation) =>
      contrastOf({ ...failed, ...unrouted }, { observations: [one], generation: 'g3' })?.blocker;
    expect(compare({ ...operator, ...unrouted })).toBeUndefined();
    expect(compare({ ...operator, host, outcome: 'filtered' })).toBe('target');
    expect(compare({ ...operator, host })).toBe('site');
  });

  test('is not told by a private address, which is another machine for the operator or in a network of his own', () => {
    const inside = { ...failed, host: '10.0.0.1' };
    const outside = { ...operator, host: '10.0.0.1' };
    const compare = (one: Observation) =>
      contrastOf(inside, { observations: [inside, one], generation: 'g3' })?.blocker;
    expect(compare(outside)).toBeUndefined();
    expect(compare({ ...outside, outcome: 'filtered' })).toBeUndefined();
    const certificate = {
      subject: 'CN=kube-apiserver',
      issuer: 'CN=kubernetes',
      names: [],
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2027-01-01T00:00:00.000Z',
      fingerprint: '',
      trusted: true,
      nameMatches: true,
    };
    expect(compare({ ...outside, certificate })).toBeUndefined();
  });

  test.each([
    ['another endpoint', { port: 443 }],
    ['another service', { service: 'auth' }],
    ['the other cluster', { target: 'local' }],
    ['another purpose', { purpose: 'candidate' }],
    ['a way through a proxy', { proxy: { scheme: 'http', host: 'proxy.example.org', port: 3128 } }],
  ] as const)('is not told by a probe of %s', (_, parts) => {
    expect(contrast({ ...node, ...parts }, { ...operator, ...parts })).toBeUndefined();
  });

  test('is not asked about a probe that got through, or that was no pod’s', () => {
    const observations = [failed, node, operator];
    expect(contrastOf({ ...failed, outcome: 'open' }, { observations, generation: 'g3' })).toBeUndefined();
    expect(contrastOf({ ...node, outcome: 'filtered' }, { observations, generation: 'g3' })).toBeUndefined();
  });

  test('is not asked about a live gateway that is silent by design, but about a stand-in', () => {
    const gateway = { service: 'gateway', host: '198.51.100.11', port: 31840, protocol: 'udp' } as const;
    const silent = { ...failed, ...gateway, outcome: 'silent' } as const;
    const replied = { ...node, ...gateway, outcome: 'replied' } as const;
    const observations = [replied];
    expect(contrastOf(silent, { observations, generation: 'g2' })).toBeUndefined();
    const found = contrastOf({ ...silent, purpose: 'stand-in' }, { observations, generation: 'g2' });
    expect(found?.blocker).toBe('pod-network');
    expect(found?.text).toContain("the gateway of this release is in its node's network itself");
  });
});
