import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';

import type { Cluster, Context, User } from '@kubernetes/client-node';

import { type ProxiedTarget, proxyEnvironmentOf, proxyUrlFor } from '../model/go-proxy-rules.js';
import { failure, success, type Result } from '../model/result.js';
import {
  parseKubeconfig,
  type KubeconfigContext,
  type KubeconfigDocument,
  type KubeconfigExec,
} from './kubeconfig-document.js';
import { readBoundedFile } from './bounded-file.js';
import { inClusterConfig, serviceAccountFolder } from './in-cluster.js';
import { toCluster, toUser } from './kubeconfig-entries.js';
import type { KubeconfigFailure } from './kubeconfig-failure.js';
import { printable } from './printable.js';

/** Which kubeconfig to load, and the surroundings that decide when nothing is asked for. */
export interface KubeconfigRequest {
  /** `--kubeconfig`: that file alone. */
  readonly path?: string | undefined;
  /** The content of a kubeconfig instead, whose relative paths are those of the current directory. */
  readonly text?: string | undefined;
  /** `--context`; the current context when absent. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Where a pod has its credentials; absent for where the kubelet puts them. */
  readonly serviceAccount?: string | undefined;
}

/** One context of a kubeconfig with its cluster and user, in the shape of client-node; files are read already. */
export interface LoadedKubeconfig {
  readonly contextName: string;
  /** Server URL, without trailing slash. */
  readonly server: string;
  /** PEM of the authority the kubeconfig trusts; `undefined` when it names none. */
  readonly certificateAuthority: string | undefined;
  readonly cluster: Cluster;
  readonly user: User;
  /** The plugin that produces the user's credential, kept apart from `user`: client-node would run it at each call. */
  readonly exec: KubeconfigExec | undefined;
  readonly context: Context;
  /** The files it was merged from, first wins; none for the credentials of a pod. */
  readonly files: readonly string[];
}

/**
 * Finds, merges and reads a kubeconfig by kubectl's rules.
 *
 * An explicit path is that file alone. Otherwise the list in `KUBECONFIG`: duplicates, empty names and missing files
 * are skipped, and the first file to set an entry or the current context wins. Otherwise `~/.kube/config`. Where there is
 * no file at all and no context is asked for, the credentials of the pod that this program runs in.
 * The kubeconfig's own `proxy-url` wins over the environment's.
 * SOURCE: Kubernetes client-go tools/clientcmd/loader.go, `ClientConfigLoadingRules.Load`.
 */
export async function loadKubeconfig(
  request: KubeconfigRequest,
): Promise<Result<LoadedKubeconfig, KubeconfigFailure>> {
  const found = await readDocuments(request);
  if (!found.ok) return (await ownPod(request, found.failure)) ?? found;
  const merged = merge(found.value.map(({ document }) => document));
  const selected = await selectContext(
    merged,
    request.context,
    found.value.map(({ file }) => file),
  );
  return selected.ok ? success(withProxy(selected.value, request.env)) : selected;
}

async function ownPod(
  { path, text, context, env, serviceAccount = serviceAccountFolder }: KubeconfigRequest,
  { code }: KubeconfigFailure,
): Promise<Result<LoadedKubeconfig, KubeconfigFailure> | undefined> {
  const isNamed = [path, text, context].some((name) => name !== undefined && name !== '');
  if (isNamed || code !== 'kubeconfig-missing') return undefined;
  const loaded = await inClusterConfig(env, serviceAccount);
  return loaded && success(withProxy(loaded, env));
}

function withProxy(loaded: LoadedKubeconfig, env: KubeconfigRequest['env']): LoadedKubeconfig {
  const { cluster, server } = loaded;
  const proxyUrl = cluster.proxyUrl ?? proxyUrlFor(proxyEnvironmentOf(env), targetOf(server));
  return proxyUrl === undefined ? loaded : { ...loaded, cluster: { ...cluster, proxyUrl } };
}

function targetOf(server: string): ProxiedTarget {
  const url = new URL(server);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  return { scheme, host: url.hostname.replace(/^\[|\]$/gu, ''), port };
}

interface FoundDocument {
  readonly file: string;
  readonly document: KubeconfigDocument;
}

/** The files that a kubeconfig is merged from, first wins, whether they exist or not. */
export function kubeconfigFiles({
  path,
  env,
  homeDirectory,
}: Pick<KubeconfigRequest, 'path' | 'env' | 'homeDirectory'>): readonly string[] {
  const listed = env['KUBECONFIG'] ?? '';
  if (path !== undefined && path !== '') return [resolve(path)];
  if (listed === '') return [join(homeDirectory, '.kube', 'config')];
  return [...new Set(listed.split(delimiter).filter((name) => name !== ''))].map((name) => resolve(name));
}

async function readDocuments(
  request: KubeconfigRequest,
): Promise<Result<readonly FoundDocument[], KubeconfigFailure>> {
  if (request.text !== undefined) {
    const document = parseKubeconfig(givenText, request.text, process.cwd());
    return document.ok ? success([{ file: givenText, document: document.value }]) : document;
  }
  const isListed = (request.env['KUBECONFIG'] ?? '') !== '';
  const isExplicit = request.path !== undefined && request.path !== '';
  const files = kubeconfigFiles(request);
  const found: FoundDocument[] = [];
  for (const file of files) {
    const content = await readBoundedFile(file, largestBytes);
    if (!content.ok) {
      if (content.failure === 'ENOENT' && !isExplicit) continue;
      return failure(unreadable(file, content.failure));
    }
    const document = parseKubeconfig(file, content.value.toString('utf8'));
    if (!document.ok) return document;
    found.push({ file, document: document.value });
  }
  return found.length > 0 ? success(found) : failure(nothingFound(files, isListed));
}

/** What stands for the name of a file where there is none. */
const givenText = '<text>';

/** A kubeconfig of a thousand clusters with their certificates has 10 MB; what has more is something else. */
const largestBytes = 32 * 2 ** 20;

function unreadable(file: string, code: string): KubeconfigFailure {
  return code === 'ENOENT'
    ? { code: 'kubeconfig-missing', message: `kubeconfig ${file} does not exist` }
    : { code: 'kubeconfig-unreadable', message: `kubeconfig ${file} cannot be read (${code})` };
}

function nothingFound(files: readonly string[], fromEnvironment: boolean): KubeconfigFailure {
  return {
    code: 'kubeconfig-missing',
    message: fromEnvironment
      ? `none of the files that KUBECONFIG names exists: ${files.join(', ')}`
      : `no kubeconfig found: KUBECONFIG is not set and ${files.join(', ')} does not exist`,
  };
}

function merge(documents: readonly KubeconfigDocument[]): KubeconfigDocument {
  return {
    currentContext: documents.find(({ currentContext }) => currentContext !== undefined)?.currentContext,
    clusters: firstWins(documents.map(({ clusters }) => clusters)),
    users: firstWins(documents.map(({ users }) => users)),
    contexts: firstWins(documents.map(({ contexts }) => contexts)),
  };
}

function firstWins<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  const merged = new Map<string, T>();
  for (const [name, entry] of maps.flatMap((map) => [...map])) {
    if (!merged.has(name)) merged.set(name, entry);
  }
  return merged;
}

async function selectContext(
  merged: KubeconfigDocument,
  wanted: string | undefined,
  files: readonly string[],
): Promise<Result<LoadedKubeconfig, KubeconfigFailure>> {
  const where = files.join(', ');
  const named = nameContext(merged, wanted, where);
  if (!named.ok) return named;
  const { name, context } = named.value;
  const { cluster: clusterName = '', user: userName = '', namespace } = context;
  const clusterEntry = merged.clusters.get(clusterName);
  if (clusterEntry === undefined) return dangling('cluster', { context: name, entry: clusterName, where });
  const userEntry = userName === '' ? {} : merged.users.get(userName);
  if (userEntry === undefined) return dangling('user', { context: name, entry: userName, where });
  const cluster = await toCluster(clusterName, clusterEntry);
  if (!cluster.ok) return cluster;
  const user = await toUser(userName, userEntry);
  if (!user.ok) return user;
  const { server, caData } = cluster.value;
  return success({
    contextName: name,
    server,
    certificateAuthority: caData === undefined ? undefined : Buffer.from(caData, 'base64').toString('utf8'),
    cluster: cluster.value,
    user: user.value,
    exec: userEntry.exec,
    context: { name, cluster: clusterName, user: userName, ...(namespace !== undefined && { namespace }) },
    files,
  });
}

function dangling(
  kind: 'cluster' | 'user',
  { context, entry, where }: { readonly context: string; readonly entry: string; readonly where: string },
): Result<never, KubeconfigFailure> {
  return failure({
    code: `${kind}-unknown`,
    message: `context "${printable(context)}" names the ${kind} "${printable(entry)}", which is not in ${where}`,
  });
}

function nameContext(
  merged: KubeconfigDocument,
  wanted: string | undefined,
  where: string,
): Result<{ readonly name: string; readonly context: KubeconfigContext }, KubeconfigFailure> {
  const existing = [...merged.contexts.keys()].map((name) => printable(name, 100));
  const name = wanted !== undefined && wanted !== '' ? wanted : merged.currentContext;
  if (existing.length === 0 && merged.clusters.size === 0 && merged.users.size === 0) {
    return failure({ code: 'kubeconfig-empty', message: `kubeconfig ${where} is empty` });
  }
  if (name === undefined) {
    return failure({
      code: 'context-missing',
      message: `${where} sets no current-context; choose one of its contexts: ${existing.join(', ') || 'it has none'}`,
    });
  }
  const context = merged.contexts.get(name);
  return context === undefined
    ? failure({
        code: 'context-unknown',
        message: `there is no context "${printable(name)}" in ${where}; its contexts are: ${existing.join(', ') || 'none'}`,
      })
    : success({ name, context });
}
