import type { Readable } from 'node:stream';

import { errorCode } from './error-code.js';

/** A line without its end, or why there is none: an errno, `CLOSED`, `ABORTED`, or `TOO_LONG`. */
export type LineResult =
  { readonly ok: true; readonly line: string } | { readonly ok: false; readonly code: string };

/** Reads the first line of a stream, of at most so many bytes. What comes after it is lost. */
export function readLine(stream: Readable, limitBytes: number, signal: AbortSignal): Promise<LineResult> {
  return new Promise((resolve) => {
    let text = '';
    const settle = (result: LineResult) => {
      stream.off('data', take);
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\n');
      if (end !== -1 && end <= limitBytes) settle({ ok: true, line: text.slice(0, end) });
      else if (text.length > limitBytes) settle({ ok: false, code: 'TOO_LONG' });
    };
    const abort = () => settle({ ok: false, code: 'ABORTED' });
    stream.on('data', take);
    stream.once('end', () => settle({ ok: false, code: 'CLOSED' }));
    stream.once('close', () => settle({ ok: false, code: 'CLOSED' }));
    stream.once('error', (error) => settle({ ok: false, code: errorCode(error) }));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
