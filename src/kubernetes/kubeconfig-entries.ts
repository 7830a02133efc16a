import { readFile } from 'node:fs/promises';

import type { Cluster, User } from '@kubernetes/client-node';

import { failure, success, type Result } from '../model/result.js';
import type { KubeconfigCluster, KubeconfigUser } from './kubeconfig-document.js';
import type { KubeconfigFailure } from './kubeconfig-failure.js';
import { printable } from './printable.js';

/**
 * A cluster entry as client-node wants it, with the authority's file read.
 *
 * Data wins over a file, as in client-go and against client-node, which asks the file first.
 */
export async function toCluster(
  name: string,
  entry: KubeconfigCluster,
): Promise<Result<Cluster, KubeconfigFailure>> {
  const server = serverOf(name, entry);
  if (!server.ok) return server;
  const caData = await dataOf(entry['certificate-authority-data'], entry['certificate-authority'], {
    of: `cluster "${printable(name)}"`,
    what: 'certificate-authority',
  });
  if (!caData.ok) return caData;
  return success({
    name,
    server: server.value,
    // client-node refuses plain HTTP, which kubectl allows, unless verification is off; there is nothing to verify.
    skipTLSVerify: entry['insecure-skip-tls-verify'] === 'true' || server.value.startsWith('http:'),
    ...(caData.value !== undefined && { caData: caData.value }),
    ...(isSet(entry['tls-server-name']) && { tlsServerName: entry['tls-server-name'] }),
    ...(isSet(entry['proxy-url']) && { proxyUrl: entry['proxy-url'] }),
  });
}

/**
 * A user entry as client-node wants it, with certificate, key and token files read, without its
 * credential plugin. A token file wins over a token.
 */
export async function toUser(name: string, entry: KubeconfigUser): Promise<Result<User, KubeconfigFailure>> {
  const of = `user "${printable(name)}"`;
  const certData = await dataOf(entry['client-certificate-data'], entry['client-certificate'], {
    of,
    what: 'client-certificate',
  });
  if (!certData.ok) return certData;
  const keyData = await dataOf(entry['client-key-data'], entry['client-key'], { of, what: 'client-key' });
  if (!keyData.ok) return keyData;
  const tokenFile = await dataOf(undefined, entry.tokenFile, { of, what: 'tokenFile' });
  if (!tokenFile.ok) return tokenFile;
  const token =
    tokenFile.value === undefined
      ? entry.token
      : Buffer.from(tokenFile.value, 'base64').toString('utf8').trim();
  return success({
    name,
    ...(certData.value !== undefined && { certData: certData.value }),
    ...(keyData.value !== undefined && { keyData: keyData.value }),
    ...(isSet(token) && { token }),
    ...(isSet(entry.username) && { username: entry.username, password: entry.password ?? '' }),
    ...(isSet(entry.as) && { impersonateUser: entry.as }),
    ...(entry['auth-provider'] !== undefined && { authProvider: entry['auth-provider'] }),
  });
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function serverOf(name: string, entry: KubeconfigCluster): Result<string, KubeconfigFailure> {
  const server = entry.server ?? '';
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return success(server.replace(/\/+$/u, ''));
  return failure({
    code: 'kubeconfig-malformed',
    message:
      server === ''
        ? `cluster "${printable(name)}" of the kubeconfig has no server`
        : `the server "${printable(server)}" of cluster "${printable(name)}" is not a URL that begins with https://`,
  });
}

/** Base64 of the data, or of the file's content; `undefined` when neither is named. */
async function dataOf(
  data: string | undefined,
  file: string | undefined,
  { of, what }: { readonly of: string; readonly what: string },
): Promise<Result<string | undefined, KubeconfigFailure>> {
  if (isSet(data)) return success(data);
  if (!isSet(file)) return success(undefined);
  try {
    return success((await readFile(file)).toString('base64'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    return failure({ code: 'file-missing', message: `the ${what} file ${file} of ${of} ${reason}` });
  }
}
