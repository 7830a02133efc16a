import { dirname, isAbsolute, join, sep } from 'node:path';

import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod/mini';

import { failure, success, type Result } from '../model/result.js';
import type { KubeconfigFailure } from './kubeconfig-failure.js';
import { printable } from './printable.js';

const text = z.optional(z.string());

const clusterSchema = z.object({
  server: text,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': text,
  'tls-server-name': text,
  'proxy-url': text,
});

const execSchema = z.looseObject({
  apiVersion: text,
  command: text,
  args: z.optional(z.union([z.array(z.string()), z.literal(['', 'null', '~'])])),
  env: z.optional(
    z.union([z.array(z.object({ name: z.string(), value: text })), z.literal(['', 'null', '~'])]),
  ),
  installHint: text,
  provideClusterInfo: text,
});

const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  'token-file': text,
  username: text,
  password: text,
  as: text,
  exec: z.optional(execSchema),
  'auth-provider': z.optional(z.looseObject({ name: text })),
});

const contextSchema = z.object({ cluster: text, user: text, namespace: text });

/** YAML that says "nothing here": with the failsafe schema it arrives as text. */
const nothing = z.literal(['', 'null', '~']);

const documentSchema = z.object({
  'current-context': text,
  clusters: z.optional(
    z.union([z.array(z.object({ name: z.string(), cluster: z.union([clusterSchema, nothing]) })), nothing]),
  ),
  users: z.optional(
    z.union([z.array(z.object({ name: z.string(), user: z.union([userSchema, nothing]) })), nothing]),
  ),
  contexts: z.optional(
    z.union([z.array(z.object({ name: z.string(), context: z.union([contextSchema, nothing]) })), nothing]),
  ),
});

export type KubeconfigCluster = z.infer<typeof clusterSchema>;
export type KubeconfigUser = z.infer<typeof userSchema>;
export type KubeconfigContext = z.infer<typeof contextSchema>;
export type KubeconfigExec = z.infer<typeof execSchema>;

/** The content of one kubeconfig file, its relative paths resolved against the file's own directory. */
export interface KubeconfigDocument {
  /** Absent when the file sets none. */
  readonly currentContext?: string | undefined;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
}

/** What is wrong, in words that quote nothing of the file: it may hold tokens and keys. */
const yamlErrors: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong',
  TAB_AS_INDENT: 'a tab stands where spaces must indent',
  MISSING_CHAR: 'a character is missing, such as a closing quote or bracket, or the space after a colon',
  UNEXPECTED_TOKEN: 'something stands here that cannot stand here',
  BLOCK_AS_IMPLICIT_KEY: 'nested mappings are not allowed here',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines, which often means a missing colon',
  MULTIPLE_DOCS: 'there is more than one YAML document in it',
};

/**
 * Parses one kubeconfig file. An empty file is an empty document.
 *
 * Every scalar is read as text, as Go's decoder fills string fields: a name `1234` or a password `0x1f` stays what is
 * written. Relative paths in it are those of its directory. Fails with `kubeconfig-malformed`, naming file, line and column.
 */
export function parseKubeconfig(
  path: string,
  content: string,
  directory = dirname(path),
): Result<KubeconfigDocument, KubeconfigFailure> {
  const lines = new LineCounter();
  const document = parseDocument(content, {
    schema: 'failsafe',
    // As kubectl, which lets the last one win.
    uniqueKeys: false,
    // The pretty form quotes lines of the file, credentials included.
    prettyErrors: false,
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return malformed(`${path}:${line}:${col}: ${yamlErrors[error.code] ?? `not valid YAML (${error.code})`}`);
  }
  if (document.contents === null) return success(emptyDocument);
  let plain: unknown;
  try {
    plain = document.toJS();
  } catch {
    return malformed(`${path}: the YAML aliases in it cannot be resolved`);
  }
  const parsed = documentSchema.safeParse(plain);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    return malformed(
      where === ''
        ? `${path} is not a kubeconfig`
        : `${path}: ${printable(where, 80)} is not what a kubeconfig has there`,
    );
  }
  return success(toDocument(parsed.data, directory));
}

const emptyDocument: KubeconfigDocument = { clusters: new Map(), users: new Map(), contexts: new Map() };

function malformed(message: string): Result<never, KubeconfigFailure> {
  return failure({ code: 'kubeconfig-malformed', message });
}

function toDocument(parsed: z.infer<typeof documentSchema>, directory: string): KubeconfigDocument {
  const currentContext = parsed['current-context'];
  return {
    ...(currentContext !== undefined && !isNothing(currentContext) && { currentContext }),
    clusters: firstWins(listOf(parsed.clusters), ({ cluster }) =>
      resolveClusterPaths(entryOf(cluster), directory),
    ),
    users: firstWins(listOf(parsed.users), ({ user }) => resolveUserPaths(entryOf(user), directory)),
    contexts: firstWins(listOf(parsed.contexts), ({ context }) => entryOf(context)),
  };
}

function isNothing(value: string): boolean {
  return value === '' || value === 'null' || value === '~';
}

function listOf<T>(list: readonly T[] | string | undefined): readonly T[] {
  return list === undefined || typeof list === 'string' ? [] : list;
}

function entryOf<T extends object>(entry: T | string): T | Record<string, never> {
  return typeof entry === 'string' ? {} : entry;
}

function firstWins<E extends { readonly name: string }, T>(
  entries: readonly E[],
  convert: (entry: E) => T,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const entry of entries) {
    if (!map.has(entry.name)) map.set(entry.name, convert(entry));
  }
  return map;
}

function resolveClusterPaths(cluster: KubeconfigCluster, directory: string): KubeconfigCluster {
  return {
    ...cluster,
    'certificate-authority': resolvePath(cluster['certificate-authority'], directory),
  };
}

/** As `GetAuthInfoFileReferences` in client-go tools/clientcmd/loader.go: a plugin found on the PATH stays as it is. */
function resolveUserPaths(user: KubeconfigUser, directory: string): KubeconfigUser {
  const command = user.exec?.command;
  return {
    ...user,
    'client-certificate': resolvePath(user['client-certificate'], directory),
    'client-key': resolvePath(user['client-key'], directory),
    tokenFile: resolvePath(user.tokenFile ?? user['token-file'], directory),
    ...(user.exec !== undefined &&
      command?.includes(sep) === true && {
        exec: { ...user.exec, command: resolvePath(command, directory) },
      }),
  };
}

function resolvePath(path: string | undefined, directory: string): string | undefined {
  if (path === undefined || isNothing(path)) return undefined;
  return isAbsolute(path) ? path : join(directory, path);
}
