import { rename, writeFile } from 'node:fs/promises';

import type { HalfExchange } from '../check/half/half-request.js';
import { readHalfRun, writeHalfRun } from '../judge/saved/half-run-document.js';
import { readReferredFile } from '../kubernetes/bounded-file.js';
import { failure, success } from '../model/result.js';
import { sleep } from '../probe/deadline.js';
import { largestRunBytes } from './saved-runs.js';

const pollIntervalMs = 500;

/** The files of both halves. */
export interface HalfFiles {
  /** Where this half is written. */
  readonly own: string;
  /** Where the other operator's half comes to be. */
  readonly other: string;
}

/**
 * Two operators exchange their halves as files: how the files get from one to the other is theirs. A file is replaced as
 * a whole, so that nobody ever copies a part of it; its owner alone may read it. `tell` says what is wrong with the other
 * half's file, once for each thing.
 */
export function exchangeFiles({ own, other }: HalfFiles, tell: (text: string) => void): HalfExchange {
  let last: string | undefined;
  let told: string | undefined;
  const complain = (problem: string) => {
    if (problem !== told) tell(`${other} ${problem}`);
    told = problem;
  };
  return {
    names: { own, other },
    give: async (half) => {
      const draft = `${own}.${process.pid}.part`;
      try {
        await writeFile(draft, writeHalfRun(half), { mode: 0o600 });
        await rename(draft, own);
        return success(undefined);
      } catch (error) {
        return failure(`${own} cannot be written (${codeOf(error)})`);
      }
    },
    take: async (signal) => {
      while (!signal.aborted) {
        const text = await readReferredFile(other, largestRunBytes);
        if (!text.ok && text.failure !== 'ENOENT') complain(`cannot be read (${text.failure})`);
        const read = text.ok ? text.value.toString('utf8') : undefined;
        if (read !== undefined && read !== last) {
          last = read;
          const half = readHalfRun(read);
          if (half.ok) return half.value;
          complain(half.failure);
        }
        await sleep(pollIntervalMs, signal);
      }
      return undefined;
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
