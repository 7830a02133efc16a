/** Installers of their own in every release of liqoctl; any other cluster takes `liqoctl install` without one, from v0.5. */
const installers = ['aks', 'eks', 'gke', 'k3s', 'kind', 'kubeadm', 'openshift'] as const;

/** A distribution or cloud that `liqoctl install` has a command for. */
export type Installer = (typeof installers)[number];

/**
 * The installer for a provider, as `platform.provider` names it; `undefined` where liqoctl has none.
 *
 * Source: cmd/liqoctl/cmd/install.go@v0.3.2,@v0.5.0,@v0.10.3,@v1.2.0.
 */
export function installerFor(provider: string | undefined): Installer | undefined {
  return installers.find((one) => one === provider);
}
