import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

import { errorCode } from './error-code.js';
import { formatHostPort } from './host-port.js';

const bodyLimitBytes = 65_536;
const headerLimitBytes = 16_384;

/** What to ask for. */
export interface HttpTarget {
  readonly host: string;
  readonly port: number;
  /** Begins with `/`. */
  readonly path: string;
}

/** An HTTP answer, its body cut at 64 KiB; or the error code: `ABORTED` when the signal ended the wait, `STALLED` when it did so after something had come. */
export type HttpAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
      /** True when the body went on after the 64 KiB that were read. */
      readonly isCut: boolean;
    }
  | { readonly ok: false; readonly code: string };

/** Sends one GET on a connected stream, which is used up by it, and reads the answer. */
export function httpGet(stream: Duplex, target: HttpTarget, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const message = request({
      createConnection: () => stream,
      path: target.path,
      headers: {
        Host: formatHostPort(target.host, target.port),
        Accept: 'application/json',
        'User-Agent': 'liqo-doctor',
        Connection: 'close',
      },
      maxHeaderSize: headerLimitBytes,
    });
    const settle = (answer: HttpAnswer) => {
      resolve(answer);
      message.destroy();
    };
    let isHeard = false;
    const abort = () => settle({ ok: false, code: isHeard ? 'STALLED' : 'ABORTED' });
    message.on('socket', (socket) => socket.once('data', () => (isHeard = true)));
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    message.on('response', (response) => readBody(response, settle));
    // An unasked-for upgrade or tunnel is no answer to a GET.
    message.on('upgrade', () => settle({ ok: false, code: 'HPE_UNEXPECTED_UPGRADE' }));
    message.on('error', (error) => settle({ ok: false, code: errorCode(error) }));
    message.on('close', () => settle({ ok: false, code: 'CLOSED' }));
    message.end();
  });
}

function readBody(response: IncomingMessage, settle: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (isCut: boolean) => {
    const body = Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString('utf8');
    settle({ ok: true, status: response.statusCode ?? 0, headers: response.headers, body, isCut });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > bodyLimitBytes) finish(true);
  });
  response.on('end', () => finish(false));
  response.on('error', (error) => settle({ ok: false, code: errorCode(error) }));
}
