import type * as z from 'zod/mini';

import type { ApiFailure, ApiTarget } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { RefusedRead } from '../model/permission-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import { maxPages, readPages } from './list-pages.js';
import { checkListed, type Listing, type ObjectSchema } from './listed-objects.js';
import { placeOf } from './object-metadata.js';

/** What a read of the API gave, checked against its schema; `null` when the object or its kind does not exist. */
export type Reading<T> = Fact<T | null>;

/** What to read and what it must look like. */
export interface ReadRequest<S extends z.ZodMiniType> {
  readonly path: string;
  readonly target: ApiTarget;
  readonly schema: S;
}

/** Which list to read and what each of its objects must look like. */
export interface ListRequest<S extends ObjectSchema> extends ReadRequest<S> {
  /** Selectors and the like. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly metadataOnly?: boolean | undefined;
  /** Objects in a page; 500 when not given, which is what kubectl asks for. */
  readonly pageSize?: number | undefined;
}

const usualPageSize = 500;

/** Reads a cluster and remembers what was refused. Texts of what it gives are safe to show. */
export interface ClusterReader {
  read<S extends z.ZodMiniType>(request: ReadRequest<S>): Promise<Reading<z.infer<S>>>;
  list<S extends ObjectSchema>(request: ListRequest<S>): Promise<Listing<z.infer<S>>>;
  /** The first failure, when every read so far failed for a reason that would fail every other one too. */
  unusable(): ApiFailure | undefined;
  /** What was refused for want of rights, each once, in the order in which it was asked. */
  refused(): readonly RefusedRead[];
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
  const asked: ApiTarget[] = [];
  const failures: ApiFailure[] = [];
  /** A failed call as a fact; a kind or an object that does not exist is no failure. */
  const failed = (failure: ApiFailure): Fact<null> => {
    failures.push(failure);
    return failure.code === 'not-found'
      ? known(null, describeTarget(failure.target))
      : unknown(reasonOf(failure));
  };
  return {
    read: async ({ path, target, schema }) => {
      asked.push(target);
      const answer = await connection.read(path, target);
      if (!answer.ok) return failed(answer.failure);
      const parsed = schema.safeParse(answer.value);
      if (parsed.success) return known(parsed.data, describeTarget(target));
      return unknown(`${answerTo(target)} is malformed${placeOf(parsed.error)}`);
    },
    list: async ({ path, target, schema, query, metadataOnly, pageSize = usualPageSize }) => {
      asked.push(target);
      const first = `${path}?${queryText({ ...query, limit: String(pageSize) })}`;
      const pages = await readPages({
        read: (next) => connection.read(next === '' ? first : `${first}&${next}`, target, { metadataOnly }),
        pageSize,
        toItem: (raw, index) => checkListed(raw, schema, { list: answerTo(target), index }),
      });
      if (pages.ok) return known(pages.value, describeTarget(target));
      if (pages.failure.kind === 'call') return failed(pages.failure.failure);
      return unknown(
        pages.failure.kind === 'malformed'
          ? `${answerTo(target)} is malformed${pages.failure.place}`
          : `${answerTo(target)} has no end after ${maxPages(pageSize)} pages of ${pageSize}`,
      );
    },
    unusable: () =>
      failures.length === asked.length && failures.every(({ code }) => unusableCodes.has(code))
        ? failures[0]
        : undefined,
    refused: () => {
      const targets = new Set(
        failures.filter(({ code }) => code === 'forbidden').map(({ target }) => target),
      );
      return distinct(asked.filter((target) => targets.has(target)));
    },
  };
}

function distinct(targets: readonly RefusedRead[]): readonly RefusedRead[] {
  const byName = new Map<string, RefusedRead>();
  for (const { verb, resource, namespace } of targets) {
    const read = { verb, resource, ...(namespace !== undefined && { namespace }) };
    const name = JSON.stringify([verb, resource, namespace]);
    if (!byName.has(name)) byName.set(name, read);
  }
  return [...byName.values()];
}

function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Why a read failed, naming what was refused; completes "unknown: …". */
function reasonOf(failure: ApiFailure): string {
  return failure.code === 'forbidden'
    ? `the kubeconfig's user may not ${verbOf(failure.target)}`
    : `the attempt to ${verbOf(failure.target)} failed: ${failure.message}`;
}

function answerTo(target: ApiTarget): string {
  return `the API server's answer to "${verbOf(target)}"`;
}

function verbOf({ verb, resource, namespace }: ApiTarget): string {
  return `${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

function describeTarget({ resource, namespace }: ApiTarget): string {
  return namespace === undefined ? resource : `${resource} in namespace ${namespace}`;
}
