import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { LoadedKubeconfig } from './kubeconfig.js';

/** Where the kubelet puts the credentials of a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What stands for the name of a context where there is none. */
export const inCluster = 'in-cluster';

/**
 * The credentials of the pod that this program runs in; `undefined` where it runs in none, or in one without a service
 * account's token. The token is read once: a run takes minutes, and the kubelet's tokens are valid for an hour.
 *
 * Source: Kubernetes client-go rest/config.go, `InClusterConfig`.
 */
export async function inClusterConfig(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<LoadedKubeconfig | undefined> {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = env;
  if (host === '' || port === '') return undefined;
  const token = await contentOf(join(folder, 'token'));
  if (token === undefined) return undefined;
  const authority = await contentOf(join(folder, 'ca.crt'));
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    contextName: inCluster,
    server,
    certificateAuthority: authority,
    cluster: {
      name: inCluster,
      server,
      skipTLSVerify: false,
      ...(authority !== undefined && { caData: Buffer.from(authority).toString('base64') }),
    },
    user: { name: inCluster, token: token.trim() },
    exec: undefined,
    context: { name: inCluster, cluster: inCluster, user: inCluster },
    files: [],
  };
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
