import { X509Certificate } from 'node:crypto';

import type { ClusterConnection } from '../kubernetes/connection.js';
import { known, unknown, type Fact } from '../model/fact.js';
import type { ClusterReadings } from './cluster-readings.js';

const inCluster = 'ConfigMap kube-root-ca.crt in namespace kube-system';

/** What pods of the cluster trust, which Liqo hands to the peer; the kubeconfig's is usually the same. */
export function authorityOf(
  { certificateAuthority }: ClusterConnection,
  rootCa: ClusterReadings['rootCa'],
): Fact<string> {
  const published = publishedAuthority(rootCa);
  if (published.known) return published;
  if (certificateAuthority !== undefined) {
    return known(certificateAuthority, 'certificate-authority of the kubeconfig');
  }
  return rootCa.known ? unknown('neither the cluster nor the kubeconfig names an authority') : rootCa;
}

/** Whether a certificate of the kubeconfig's authority is among those that pods of the cluster trust. */
export function sharesAuthority(
  { certificateAuthority, verifiesServer }: ClusterConnection,
  rootCa: ClusterReadings['rootCa'],
): Fact<boolean> {
  if (!verifiesServer) return unknown("the kubeconfig does not have the API server's certificate verified");
  if (certificateAuthority === undefined) return unknown('the kubeconfig names no authority');
  const published = publishedAuthority(rootCa);
  if (!published.known) return published;
  const theirs = fingerprintsOf(certificateAuthority);
  const ours = new Set(fingerprintsOf(published.value));
  if (theirs.length === 0) return unknown('the authority of the kubeconfig is not a certificate in PEM');
  if (ours.size === 0) return unknown(`${inCluster} holds no certificate in PEM`);
  return known(
    theirs.some((fingerprint) => ours.has(fingerprint)),
    `the authority of the kubeconfig and ${inCluster}`,
  );
}

function publishedAuthority(rootCa: ClusterReadings['rootCa']): Fact<string> {
  if (!rootCa.known) return rootCa;
  const pem = rootCa.value?.data?.['ca.crt'] ?? '';
  return pem === '' ? unknown(`there is no ${inCluster}, or it is empty`) : known(pem, inCluster);
}

function fingerprintsOf(bundle: string): readonly string[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/gu) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block).fingerprint256];
    } catch {
      return [];
    }
  });
}
