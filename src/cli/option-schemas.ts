import * as z from 'zod/mini';

import {
  addressRule,
  hostRule,
  longestRunMs,
  namespaceRule,
  type SettingRule,
} from '../check/setting-rules.js';
import { parseDuration } from './duration.js';

/** A text that was given; a flag given twice counts the last time, as with kubectl. */
export const textOption = lastOf(z.string());

/** Texts of a flag that may be repeated, in order. */
export const textsOption = z._default(
  z.pipe(
    z.transform((given: unknown): unknown[] => (Array.isArray(given) ? given : [given])),
    z.array(z.string()),
  ),
  [],
);

/** A flag that is on or off. */
export const switchOption = z._default(lastOf(z.boolean()), false);

/** A flag that may be undecided. */
export const maybeOption = z.optional(lastOf(z.boolean()));

/** One of some words, spelled exactly so. */
export function choiceOption<const T extends readonly string[]>(words: T) {
  const listed = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
  return lastOf(z.enum(words, { error: `must be ${listed}` }));
}

/** A duration in milliseconds. */
export const durationOption = lastOf(
  z.pipe(
    z.string().check(
      z.refine(isUsableDuration, {
        error: 'must be a duration above zero and up to 24h, such as 300ms, 5s or 2m',
      }),
    ),
    z.transform((text: string) => parseDuration(text) ?? Number.NaN),
  ),
);

/** The same, of a flag whose value may be left out: then so many milliseconds. */
export function durationOr(defaultMs: number) {
  const last = z.transform((given: unknown): unknown => {
    const value: unknown = Array.isArray(given) ? given.at(-1) : given;
    return value === '' ? `${defaultMs}ms` : value;
  });
  return z.optional(z.pipe(last, durationOption));
}

function isUsableDuration(text: string): boolean {
  const duration = parseDuration(text);
  return duration !== undefined && duration > 0 && duration <= longestRunMs;
}

/** A whole number within bounds; `0` stands for "not given", as it does for liqoctl. */
export function numberOption(least: number, most: number) {
  const isWithin = (text: string) =>
    /^\d{1,9}$/u.test(text) && (Number(text) === 0 || (Number(text) >= least && Number(text) <= most));
  return lastOf(
    z.pipe(
      z.string().check(z.refine(isWithin, { error: `must be a whole number from ${least} to ${most}` })),
      z.transform((text: string) => (Number(text) === 0 ? undefined : Number(text))),
    ),
  );
}

/** How many of something, up to a limit, or `all` of it. */
export function countOption(most: number) {
  const isCount = (text: string) =>
    text === 'all' || (/^\d{1,3}$/u.test(text) && Number(text) >= 1 && Number(text) <= most);
  return lastOf(
    z.pipe(
      z.string().check(z.refine(isCount, { error: `must be all or a whole number from 1 to ${most}` })),
      z.transform((text: string): number | 'all' => (text === 'all' ? 'all' : Number(text))),
    ),
  );
}

/** A namespace. */
export const namespaceOption = textBy(namespaceRule);

/** An IP address. */
export const addressOption = textBy(addressRule);

/** A host name or IP address. */
export const hostOption = textBy(hostRule);

function textBy({ allows, words }: SettingRule) {
  return lastOf(z.string().check(z.refine(allows, { error: words })));
}

const pairPattern = /^(?<key>[^=\s]+)=(?<value>.*)$/u;

/** `key=value`, once or repeated, or several joined by commas; gives the pairs in order. */
export const pairsOption = z._default(
  z.pipe(
    z.transform((given: unknown): unknown[] =>
      (Array.isArray(given) ? given : [given]).flatMap((each) => String(each).split(',')),
    ),
    z.pipe(
      z
        .array(z.string())
        .check(
          z.refine((pairs) => pairs.every((pair) => pairPattern.test(pair)), { error: 'must be key=value' }),
        ),
      z.transform((pairs: string[]) => pairs.map(toPair)),
    ),
  ),
  [],
);

function toPair(text: string): readonly [string, string] {
  const groups = pairPattern.exec(text)?.groups;
  return [groups?.['key'] ?? '', groups?.['value'] ?? ''];
}

/** The schema applied to a value or to the last of several, as yargs gives for a repeated flag; empty is not given. */
function lastOf<T extends z.core.$ZodType>(schema: T) {
  const last = z.transform((given: unknown): unknown => {
    const value: unknown = Array.isArray(given) ? given.at(-1) : given;
    return value === '' ? undefined : value;
  });
  return z.optional(z.pipe(last, z.optional(schema)));
}
