import { expect, test } from 'vitest';

import { installAddressSource } from '../../src/liqo/install-api-server.js';
import { noLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

// pkg/liqoctl/install/<provider>/provider.go@v0.3.2,@v0.4.0 and install/validation.go from v0.5.0 on; the providers of
// v0.3.2 and v0.4.0: pkg/liqoctl/install/provider/generic.go.
test.each([
  {
    release: 'v0.3.2',
    provider: 'kind',
    kubeconfigUrl: 'https://127.0.0.1:41234',
    source: 'control-plane-node',
  },
  { release: 'v0.3.2', provider: 'kubeadm', kubeconfigUrl: 'https://127.0.0.1:6443', source: 'kubeconfig' },
  { release: 'v0.3.2', provider: 'k3s', kubeconfigUrl: 'https://127.0.0.1:6443', source: 'refused' },
  { release: 'v0.4.0', provider: 'k3s', kubeconfigUrl: 'https://0.0.0.0:46601', source: 'kubeconfig' },
  { release: 'v0.4.0', provider: 'openshift', kubeconfigUrl: 'https://localhost:6443', source: 'kubeconfig' },
  // RKE2 has no installer: helm alone installs there, until liqoctl v0.5 takes any cluster.
  {
    release: 'v0.3.2',
    provider: 'rke2',
    kubeconfigUrl: 'https://10.0.0.5:6443',
    source: 'control-plane-node',
  },
  {
    release: 'v0.4.0',
    provider: 'generic',
    kubeconfigUrl: 'https://10.0.0.5:6443',
    source: 'control-plane-node',
  },
  { release: 'v0.5.0', provider: 'generic', kubeconfigUrl: 'https://10.0.0.5:6443', source: 'kubeconfig' },
  { release: 'v0.5.0', provider: 'kubeadm', kubeconfigUrl: 'https://localhost:6443', source: 'refused' },
  { release: 'v0.5.4', provider: 'k3s', kubeconfigUrl: 'https://0.0.0.0:46601', source: 'kubeconfig' },
  { release: 'v0.6.1', provider: 'k3s', kubeconfigUrl: 'https://127.0.0.1:6443', source: 'refused' },
  {
    release: 'v0.6.1',
    provider: 'kind',
    kubeconfigUrl: 'https://172.18.0.2:6443',
    source: 'control-plane-node',
  },
  {
    release: 'v0.7.0',
    provider: 'k3s',
    kubeconfigUrl: 'https://127.0.0.1:6443',
    source: 'control-plane-node',
  },
  {
    release: 'v0.7.0',
    provider: 'k3s',
    kubeconfigUrl: 'https://0.0.0.0:46601',
    source: 'control-plane-node',
  },
  {
    release: 'v0.10.3',
    provider: 'kubeadm',
    kubeconfigUrl: 'https://192.168.1.10:6443',
    source: 'kubeconfig',
  },
  {
    release: 'v1.2.0',
    provider: 'kubeadm',
    kubeconfigUrl: 'https://localhost:6443',
    source: 'control-plane-node',
  },
  { release: 'v1.2.0', provider: 'kubeadm', kubeconfigUrl: 'https://[::1]:6443', source: 'kubeconfig' },
  {
    release: 'v1.2.0',
    provider: 'kind',
    kubeconfigUrl: 'https://172.18.0.2:6443',
    source: 'control-plane-node',
  },
] as const)(
  'an installation of $release on $provider with a kubeconfig for $kubeconfigUrl takes the address from: $source',
  ({ release, provider, kubeconfigUrl, source }) => {
    const facts = onPremisesCluster('local', {
      liqo: noLiqoFacts(),
      platform: { provider },
      apiServer: { kubeconfigUrl },
    });
    expect(installAddressSource(facts, releaseOf(release))).toBe(source);
  },
);
