import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import { isGlobalAddress } from '../evidence/address-scope.js';
import type { JudgeContext } from '../judge-context.js';
import type { Change } from './remedy.js';

/**
 * Whether a certificate with these names is valid for a host: an exact match, or a wildcard for its first label.
 *
 * Source: RFC 9525 §6.3.
 */
export function namesCover(names: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  return names.some((name) => {
    const given = name.toLowerCase();
    return given === wanted || (given.startsWith('*.') && wanted.replace(/^[^.]+/, '*') === given);
  });
}

/**
 * The change that makes the API server's certificate name a host; none when it does, or when its names are unknown. A
 * host that was not seen yet is a public address, which a certificate without any cannot hold.
 */
export function certificateChange(
  cluster: Side,
  host: string | undefined,
  context: JudgeContext,
): readonly Change[] {
  const names = valueOf(context.clusters[cluster].apiServer.certificateNames);
  if (names === undefined) return [];
  const isCovered = host === undefined ? names.some(isGlobalAddress) : namesCover(names, host);
  return isCovered ? [] : [addName(cluster, host ?? publicAddressPlaceholder, context)];
}

/** How to add a name to the certificate of an API server, in the words of the distribution. */
export function addName(cluster: Side, host: string, { clusters }: Pick<JudgeContext, 'clusters'>): Change {
  const { provider } = clusters[cluster].platform;
  const how =
    provider === 'k3s'
      ? `start k3s with --tls-san ${host}`
      : provider === 'kubeadm'
        ? `add ${host} to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver`
        : `add ${host} to its subject alternative names`;
  const words = `Let the certificate of the API server of the ${cluster} cluster name ${host}: ${how}.`;
  return { cluster, kind: 'infrastructure', words };
}
