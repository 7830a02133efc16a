import type { Cluster, User } from '@kubernetes/client-node';

import { failure, success, type Result } from '../model/result.js';
import { readReferredFile } from './bounded-file.js';
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
  const provider = entry['auth-provider']?.name;
  if (entry['auth-provider'] !== undefined && provider !== authProvider) return unknownProvider(of, provider);
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

/** The one that is left in kubectl since v1.26. Source: client-go plugin/pkg/client/auth. */
const authProvider = 'oidc';

/** client-node would pass a line of the kubeconfig to a shell for those of Azure and Google. */
function unknownProvider(of: string, provider: string | undefined): Result<never, KubeconfigFailure> {
  const name = provider === undefined ? 'without a name' : `"${printable(provider, 60)}"`;
  return failure({
    code: 'auth-provider-unknown',
    message: `${of} of the kubeconfig has the auth provider ${name}, which kubectl does not know since v1.26 either: have the kubeconfig written anew, with a credential plugin`,
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
  const content = await readReferredFile(file, largestFileBytes);
  if (content.ok) return success(content.value.toString('base64'));
  const reason = content.failure === 'ENOENT' ? 'does not exist' : `cannot be read (${content.failure})`;
  return failure({
    code: 'file-missing',
    message: `the ${what} file ${printable(file)} of ${of} ${reason}`,
  });
}

/** More than any certificate, key or token. */
const largestFileBytes = 2 ** 20;
