import { createHmac, timingSafeEqual } from 'node:crypto';

import { failure, type Result, success } from '../model/result.js';

/** By what the datagrams of one run are told from all others. */
export interface RunIdentity {
  readonly runId: string;
  /** The run's 128-bit key. */
  readonly key: Uint8Array;
}

/** A datagram from a prober. */
export interface DatagramRequest {
  readonly type: 'request';
  /** The `id` of the probe task. */
  readonly probe: string;
  /** Counts the datagrams of a probe from 0. */
  readonly sequence: number;
  /** 16 random bytes, fresh for every probe, which the reply repeats. */
  readonly nonce: Uint8Array;
}

/** A responder's answer: the request's own fields, and where the request came from. */
export interface DatagramReply extends Omit<DatagramRequest, 'type'> {
  readonly type: 'reply';
  /** The requester's address and port as the responder saw them. */
  readonly source: string;
}

export type DatagramMessage = DatagramRequest | DatagramReply;

/**
 * Why bytes are no datagram of this run: `foreign` they have another size or beginning; `version` they are ours, of
 * another release; `forged` the code that only this run's key gives is wrong; `malformed` they are authentic nonsense.
 */
export type DatagramFailure = 'foreign' | 'version' | 'forged' | 'malformed';

const magic = Buffer.from('LQDR');
const version = 1;
const types = ['request', 'reply'] as const;

const probeLimit = 128;
const sourceLimit = 64;

const offsets = {
  version: 4,
  type: 5,
  sequence: 6,
  nonce: 10,
  probe: 26,
  source: 26 + 1 + probeLimit,
} as const;
const authenticatedBytes = offsets.source + 1 + sourceLimit;
const codeBytes = 16;

/** The size of every datagram, request or reply: a reply is never larger, so that it amplifies nothing. */
export const datagramBytes = authenticatedBytes + codeBytes;

/** The bytes of a message. Throws a `RangeError` for a probe ID over 128 or a source over 64 bytes, which is a bug. */
export function encodeDatagram(message: DatagramMessage, identity: RunIdentity): Buffer {
  const bytes = Buffer.alloc(datagramBytes);
  magic.copy(bytes);
  bytes.writeUInt8(version, offsets.version);
  bytes.writeUInt8(types.indexOf(message.type), offsets.type);
  bytes.writeUInt32BE(message.sequence, offsets.sequence);
  bytes.set(message.nonce.subarray(0, 16), offsets.nonce);
  writeText(bytes, message.probe, { offset: offsets.probe, limit: probeLimit });
  const source = message.type === 'reply' ? message.source : '';
  writeText(bytes, source, { offset: offsets.source, limit: sourceLimit });
  authenticationCode(bytes, identity).copy(bytes, authenticatedBytes);
  return bytes;
}

/** Reads bytes from the network; whatever does not come from this run is a failure. */
export function decodeDatagram(
  payload: Uint8Array,
  identity: RunIdentity,
): Result<DatagramMessage, DatagramFailure> {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.length !== datagramBytes || !bytes.subarray(0, magic.length).equals(magic))
    return failure('foreign');
  if (bytes.readUInt8(offsets.version) !== version) return failure('version');
  if (!timingSafeEqual(authenticationCode(bytes, identity), bytes.subarray(authenticatedBytes))) {
    return failure('forged');
  }
  const type = types[bytes.readUInt8(offsets.type)];
  const probe = readText(bytes, { offset: offsets.probe, limit: probeLimit });
  const source = readText(bytes, { offset: offsets.source, limit: sourceLimit });
  if (type === undefined || probe === undefined || source === undefined) return failure('malformed');
  const common = {
    probe,
    sequence: bytes.readUInt32BE(offsets.sequence),
    nonce: Uint8Array.from(bytes.subarray(offsets.nonce, offsets.probe)),
  };
  return success(type === 'request' ? { type, ...common } : { type, ...common, source });
}

/** HMAC-SHA256 cut to 128 bits (RFC 2104 §5) over the run's name and all that comes before the code. */
function authenticationCode(bytes: Buffer, { key, runId }: RunIdentity): Buffer {
  const hmac = createHmac('sha256', key).update(`${Buffer.byteLength(runId)}:${runId}`);
  return hmac.update(bytes.subarray(0, authenticatedBytes)).digest().subarray(0, codeBytes);
}

interface TextField {
  readonly offset: number;
  readonly limit: number;
}

function writeText(bytes: Buffer, text: string, { offset, limit }: TextField): void {
  const length = Buffer.byteLength(text);
  if (length > limit) throw new RangeError(`text of ${length} bytes in a field of ${limit}`);
  bytes.writeUInt8(length, offset);
  bytes.write(text, offset + 1);
}

function readText(bytes: Buffer, { offset, limit }: TextField): string | undefined {
  const length = bytes.readUInt8(offset);
  return length > limit ? undefined : bytes.toString('utf8', offset + 1, offset + 1 + length);
}
