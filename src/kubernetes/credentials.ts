import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { isIPv6 } from 'node:net';
import { checkServerIdentity, createSecureContext, type PeerCertificate, type SecureContext } from 'node:tls';

import { KubeConfig, type User } from '@kubernetes/client-node';

import { CallError } from './call-error.js';
import { runCredentialPlugin } from './exec-credential.js';
import type { LoadedKubeconfig } from './kubeconfig.js';

/** How requests to one cluster are sent and who they say they come from. */
export interface Credential {
  /** Keeps connections open; holds the client certificate and the trusted authority, or the proxy. */
  readonly agent: Agent;
  /** `Authorization` and impersonation. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The credential of one cluster, produced at most once for all calls that want it at the same time. */
export interface Credentials {
  /** Throws `CallError` `CREDENTIALS`. */
  get(): Promise<Credential>;
  /**
   * A fresh credential after the server answered 401 to `refused`; `undefined` when there cannot be another one.
   *
   * Only what was produced a while ago is produced again, so that a run of refused calls does not become a run of
   * plugin calls.
   */
  renew(refused: Credential): Promise<Credential | undefined>;
  /** Closes every socket and stops a plugin that is running. */
  close(): void;
}

/** Plugins that ask a cloud or a browser take longer than API calls; kubectl waits for them without limit. */
const pluginTimeoutMs = 30_000;

/** A credential younger than this that is refused is wrong, not expired. */
const renewableAfterMs = 60_000;

/** Prepares the credential of a kubeconfig's user; nothing runs before it is asked for. */
export function createCredentials(loaded: LoadedKubeconfig): Credentials {
  const closing = new AbortController();
  const agents = new Set<Agent>();
  let current: { readonly credential: Promise<Credential>; readonly producedAt: number } | undefined;

  const produce = (): Promise<Credential> => {
    const credential = produceCredential(loaded, closing.signal).then((produced) => {
      agents.add(produced.agent);
      return produced;
    });
    current = { credential, producedAt: performance.now() };
    return credential;
  };

  return {
    get: () => current?.credential ?? produce(),
    renew: async (refused) => {
      const mayExpire = loaded.exec !== undefined || loaded.user.authProvider !== undefined;
      if (current === undefined || !mayExpire) return undefined;
      const latest = await current.credential;
      if (latest !== refused) return latest;
      return performance.now() - current.producedAt < renewableAfterMs ? undefined : produce();
    },
    close: () => {
      closing.abort();
      for (const agent of agents) agent.destroy();
    },
  };
}

async function produceCredential(loaded: LoadedKubeconfig, signal: AbortSignal): Promise<Credential> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [loaded.cluster],
    users: [await withPluginAnswer(loaded, signal)],
    contexts: [loaded.context],
    currentContext: loaded.contextName,
  });
  const options: RequestOptions = {};
  let secureContext: SecureContext;
  try {
    await kubeConfig.applyToHTTPSOptions(options);
    // Bad PEM would otherwise surface in the middle of connecting, where it looks like a fault of the network.
    secureContext = createSecureContext({ ca: options.ca, cert: options.cert, key: options.key });
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    throw new CallError(
      'CREDENTIALS',
      errno?.startsWith('ERR_OSSL') === true
        ? 'the kubeconfig holds a certificate or key that is not valid PEM, or a key that does not fit its certificate'
        : `the credential of user "${loaded.user.name}" could not be produced`,
      errno,
    );
  }
  return { agent: keepAlive(options.agent, secureContext), headers: headersOf(options) };
}

async function withPluginAnswer(loaded: LoadedKubeconfig, signal: AbortSignal): Promise<User> {
  const { user, exec, cluster } = loaded;
  if (exec === undefined) return user;
  const answer = await runCredentialPlugin({ exec, cluster, timeoutMs: pluginTimeoutMs, signal });
  return {
    ...user,
    ...(answer.token !== undefined && { token: answer.token }),
    ...(answer.clientCertificateData !== undefined && {
      certData: Buffer.from(answer.clientCertificateData).toString('base64'),
    }),
    ...(answer.clientKeyData !== undefined && {
      keyData: Buffer.from(answer.clientKeyData).toString('base64'),
    }),
  };
}

/**
 * client-node makes an agent (with proxy support) that closes each connection after one call: this one keeps them.
 *
 * An idle connection is given up after 20 s, before firewalls in between forget it without a word. An address of the
 * server is given 2.5 s before the next one is tried: Node's own 250 ms abandon a server on another continent.
 */
function keepAlive(agent: RequestOptions['agent'], secureContext: SecureContext): Agent {
  if (!(agent instanceof Agent)) throw new TypeError('client-node made no agent');
  Object.assign(agent, { keepAlive: true });
  if ('options' in agent && typeof agent.options === 'object' && agent.options !== null) {
    Object.assign(agent.options, {
      keepAlive: true,
      // The same for all connections: making one reads all authorities anew.
      secureContext,
      keepAliveInitialDelay: 10_000,
      timeout: 20_000,
      autoSelectFamilyAttemptTimeout: 2_500,
      checkServerIdentity: identityProblem,
    });
  }
  return agent;
}

/** Some releases of Node (22.23) find an IPv6 address in no certificate; OpenSSL, which is asked first, does. */
function identityProblem(host: string, certificate: PeerCertificate): Error | undefined {
  const isNamed = isIPv6(host) && new X509Certificate(certificate.raw).checkIP(host) !== undefined;
  return isNamed ? undefined : checkServerIdentity(host, certificate);
}

function headersOf(options: RequestOptions): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === 'string') headers[name] = value;
  }
  if (typeof options.auth === 'string') {
    headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return headers;
}
