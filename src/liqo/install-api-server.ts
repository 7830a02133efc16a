import type { ClusterFacts } from '../model/cluster-facts.js';
import { installerFor } from './installers.js';
import { isAtLeast } from './release.js';
import type { LiqoRelease } from './release.js';
import { parseServerUrl } from './server-url.js';

/**
 * Where an installation takes the API server's address from, when no flag and no value names one: from the
 * kubeconfig as it stands, from a control-plane node later on (it sets none), or from nowhere, since liqoctl refuses.
 */
export type InstallAddressSource = 'kubeconfig' | 'control-plane-node' | 'refused';

/** Hosts that liqoctl takes for its own machine; `0.0.0.0` (k3d) only since v0.7.0. */
const ownHosts: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * How a release's `liqoctl install` treats the server of the kubeconfig. For kind it never uses it; from v0.7.0 it
 * leaves the address unset where the kubeconfig names this machine itself; before, it refuses that, and in v0.3 and
 * v0.4 only for k3s. These two have no command for other distributions, where helm installs with the chart's defaults.
 *
 * Source: pkg/liqoctl/install/{kind,k3s,kubeadm}/provider.go and deployments/liqo/values.yaml@v0.3.2,@v0.4.0;
 * validation.go@v0.5.0,@v0.6.0,@v0.7.0,@v1.2.0.
 */
export function installAddressSource(facts: ClusterFacts, release: LiqoRelease): InstallAddressSource {
  const { provider } = facts.platform;
  const isHelmAlone = release.generation === 'g1' && installerFor(provider) === undefined;
  if (provider === 'kind' || isHelmAlone) return 'control-plane-node';
  const server = parseServerUrl(facts.apiServer.kubeconfigUrl);
  const host = server.ok ? server.value.host : '';
  if (isAtLeast(release, 'v0.7.0')) {
    return [...ownHosts, '0.0.0.0'].includes(host) ? 'control-plane-node' : 'kubeconfig';
  }
  const refuses = isAtLeast(release, 'v0.5.0') || provider === 'k3s';
  return refuses && ownHosts.includes(host) ? 'refused' : 'kubeconfig';
}
