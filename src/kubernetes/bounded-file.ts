import { createReadStream } from 'node:fs';

import { failure, success, type Result } from '../model/result.js';

/**
 * The text of a file; fails with the error's code, and with `EFBIG` where it has more bytes than that: a device or a pipe
 * without end is not read to it.
 */
export async function readBoundedFile(file: string, largestBytes: number): Promise<Result<string, string>> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > largestBytes) return failure('EFBIG');
      pieces.push(piece);
    }
    return success(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    return failure(error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN');
  }
}
