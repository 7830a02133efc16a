import type { ClusterFacts, ServiceFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';

/**
 * Why a cluster announces nothing in its LAN, by its own settings, in whole sentences; `undefined` where nothing of them
 * keeps it silent, or where they could not be read. For a release up to v0.10.
 *
 * Source: Liqo pkg/discoverymanager/register.go@v0.3.2,@v0.10.3; templates/liqo-discovery-deployment.yaml, the same tags.
 */
export function announcementGap({ liqo }: Pick<ClusterFacts, 'liqo'>): string | undefined {
  if (valueOf(liqo.installed) === false) return 'Liqo is not installed there.';
  const discovery = valueOf(liqo.lanDiscovery);
  const service = valueOf(liqo.authService);
  return (
    (discovery === null ? noDiscovery(liqo.namespace) : undefined) ??
    (discovery?.announces === false ? notAnnouncing : undefined) ??
    (service === undefined ? undefined : nodePortGap(service)) ??
    (discovery?.readyPods === 0 ? noReadyPod : undefined)
  );
}

/** Said where both ways of the discovery are off. */
export function noDiscovery(namespace: string): string {
  return `There is no Deployment liqo-discovery in namespace ${namespace}: it neither announces itself nor looks for others.`;
}

/** Said of a cluster that looks for others at most. */
export const notAnnouncing = 'It does not announce itself (--mdns-enable-advertisement=false).';

/** Said of a cluster whose liqo-discovery does not run. */
export const noReadyPod = 'Deployment liqo-discovery has no ready pod.';

/** What keeps Liqo from announcing its authentication server; `undefined` for a node port, the one thing it announces. */
export function nodePortGap(service: ServiceFacts | null): string | undefined {
  if (service?.type === 'NodePort' && service.ports[0]?.nodePort !== undefined) return undefined;
  const seen =
    service === null ? 'There is no Service liqo-auth' : `Service liqo-auth is of type ${service.type}`;
  return `${seen}, and Liqo announces a NodePort only.`;
}
