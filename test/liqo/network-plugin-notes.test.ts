import { expect, test } from 'vitest';

import { networkPluginNotes } from '../../src/liqo/network-plugin-notes.js';
import { releaseOf } from './releases.js';

/** A word of each note, in order. */
function words(plugins: readonly string[], version: string): string[] {
  const known = [
    'skipInterface',
    'only beside kube-proxy',
    'eBPF',
    'devices',
    'taints',
    'replaces kube-proxy',
  ];
  return networkPluginNotes(plugins, releaseOf(version)).map(
    ({ text }) => known.find((word) => text.includes(word)) ?? text,
  );
}

test.each([
  ['v0.3.2: Calico with BGP has to skip the interfaces of Liqo', 'v0.3.2', ['calico'], ['skipInterface']],
  ['v1.2.0: Calico with BGP has to skip the interfaces of Liqo', 'v1.2.0', ['calico'], ['skipInterface']],
  ['v0.10.3: Canal is Calico', 'v0.10.3', ['canal'], ['skipInterface']],
  ['v0.4.0: nothing is said of Cilium but eBPF routing', 'v0.4.0', ['cilium'], ['eBPF']],
  ['v0.5.0: Cilium has to run beside kube-proxy', 'v0.5.0', ['cilium'], ['only beside kube-proxy', 'eBPF']],
  ['v0.10.0: Cilium has to run beside kube-proxy', 'v0.10.0', ['cilium'], ['only beside kube-proxy', 'eBPF']],
  ['v0.10.3: Cilium taints virtual nodes', 'v0.10.3', ['cilium'], ['eBPF', 'taints']],
  [
    'v1.2.0: Cilium has to leave out the interfaces of Liqo',
    'v1.2.0',
    ['cilium'],
    ['eBPF', 'devices', 'taints', 'replaces kube-proxy'],
  ],
  ['v1.2.0: flannel needs nothing', 'v1.2.0', ['flannel'], []],
] as const)('%s', (...[, version, plugins, expected]) => {
  expect(words(plugins, version)).toEqual(expected);
});
