import type * as z from 'zod/mini';

import type { ApiFailure, ApiTarget } from '../kubernetes/api-failure.js';
import type { ClusterConnection, ReadOptions } from '../kubernetes/connection.js';
import { printable } from '../kubernetes/printable.js';
import { known, unknown, type Fact } from '../model/fact.js';

/** What a read of the API gave, checked against its schema; `null` when the object or its kind does not exist. */
export type Reading<T> = Fact<T | null>;

/** What to read and what it must look like. */
export interface ReadRequest<S extends z.ZodMiniType> {
  readonly path: string;
  readonly target: ApiTarget;
  readonly schema: S;
  readonly options?: ReadOptions | undefined;
}

/** Reads a cluster and remembers what was refused. */
export interface ClusterReader {
  read<S extends z.ZodMiniType>(request: ReadRequest<S>): Promise<Reading<z.infer<S>>>;
  /** The first failure, when every read so far failed for a reason that would fail every other one too. */
  unusable(): ApiFailure | undefined;
}

/** With these the API cannot be used at all; everything else concerns one read. */
const unusableCodes: ReadonlySet<string> = new Set<ApiFailure['code']>([
  'unreachable',
  'tls',
  'timeout',
  'unauthorized',
  'credentials',
  'aborted',
]);

/** A reader of one cluster. What cannot be read, or is not what the API promises, becomes an unknown fact. */
export function createClusterReader(connection: ClusterConnection): ClusterReader {
  const failures: ApiFailure[] = [];
  let reads = 0;
  return {
    read: async ({ path, target, schema, options }) => {
      const answer = await connection.read(path, target, options);
      reads += 1;
      if (!answer.ok) {
        failures.push(answer.failure);
        if (answer.failure.code === 'not-found') return known(null, describeTarget(target));
        return unknown(reasonOf(answer.failure));
      }
      const parsed = schema.safeParse(answer.value);
      if (parsed.success) return known(parsed.data, describeTarget(target));
      const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
      const place = where === '' ? '' : ` at ${printable(where, 80)}`;
      return unknown(`the API server's answer to "${verbOf(target)}" is malformed${place}`);
    },
    unusable: () =>
      failures.length === reads && failures.every(({ code }) => unusableCodes.has(code))
        ? failures[0]
        : undefined,
  };
}

/** Why a read failed, naming what was refused; completes "unknown: …". */
function reasonOf(failure: ApiFailure): string {
  return failure.code === 'forbidden'
    ? `the kubeconfig's user may not ${verbOf(failure.target)}`
    : `the attempt to ${verbOf(failure.target)} failed: ${failure.message}`;
}

function verbOf({ verb, resource, namespace }: ApiTarget): string {
  return `${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

function describeTarget({ resource, namespace }: ApiTarget): string {
  return namespace === undefined ? resource : `${resource} in namespace ${namespace}`;
}
