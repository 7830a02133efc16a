import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';

/** Validates arguments; fails with one line that names the first flag that is wrong and says what it must be. */
export function parseWith<T extends z.core.$ZodType>(
  schema: T,
  given: Readonly<Record<string, unknown>>,
): Result<z.output<T>, string> {
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? '');
  const value = given[name];
  const shown = typeof value === 'string' ? ` ${value}` : '';
  return failure(`--${kebabCase(name)}${shown}: ${issue?.message ?? 'is not valid'}`);
}

/** `dry-run` → `dryRun`, as yargs does. */
export function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}

/** `dryRun` → `dry-run`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
