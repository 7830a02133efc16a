import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import { failure, success, type Result } from '../model/result.js';

/**
 * The content of a file; fails with the error's code, and with `EFBIG` where it has more bytes than that: a device or a
 * pipe without end is not read to it.
 */
export async function readBoundedFile(file: string, largestBytes: number): Promise<Result<Buffer, string>> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > largestBytes) return failure('EFBIG');
      pieces.push(piece);
    }
    return success(Buffer.concat(pieces));
  } catch (error) {
    return failure(codeOf(error));
  }
}

/**
 * The same of a file that nobody is asked to wait for, such as one that another file names: what is no regular file, a
 * terminal or a pipe that nobody writes into, fails with `EINVAL`, since reading it may never end or use it up.
 */
export async function readReferredFile(file: string, largestBytes: number): Promise<Result<Buffer, string>> {
  try {
    if (!(await stat(file)).isFile()) return failure('EINVAL');
  } catch (error) {
    return failure(codeOf(error));
  }
  return readBoundedFile(file, largestBytes);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
