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
  /** The datagram's size in bytes, at most 65,000; absent for one of `datagramBytes`, which is the least. */
  readonly bytes?: number;
  /** Asks for a reply as large as the request. */
  readonly wantsFullSize?: boolean;
  /** Asks for a second message, of type `late-reply`, so many seconds after the reply: 0 to 240. */
  readonly replyAfterSeconds?: number;
}

/** A responder's answer: the request's own fields, and where the request came from. */
export interface DatagramReply extends Omit<DatagramRequest, 'type'> {
  /** `late-reply` is the second message to a request with `replyAfterSeconds`. */
  readonly type: 'reply' | 'late-reply';
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
const version = 2;
const types = ['request', 'reply', 'late-reply'] as const;

/** Set in the byte at `offsets.flags`. */
const flags = { wantsFullSize: 1, wantsLateReply: 2 } as const;

const probeLimit = 128;
const sourceLimit = 64;

const offsets = {
  version: 4,
  type: 5,
  sequence: 6,
  nonce: 10,
  probe: 26,
  source: 26 + 1 + probeLimit,
  flags: 26 + 1 + probeLimit + 1 + sourceLimit,
  replyAfterSeconds: 26 + 1 + probeLimit + 1 + sourceLimit + 1,
} as const;
const codeOffset = offsets.replyAfterSeconds + 1;
const codeBytes = 16;

/**
 * The size of a datagram, request or reply, unless it is made longer: by zeros at its end, which the code covers.
 * A reply has this size or, where it was asked for, the request's, so that it amplifies nothing.
 */
export const datagramBytes = codeOffset + codeBytes;

/** The largest datagram, in bytes. */
export const longestDatagramBytes = 65_000;

/** The longest wait for a late reply, in seconds. */
export const longestReplyAfterSeconds = 240;

/**
 * The bytes of a message. Throws a `RangeError` for a probe ID over 128 or a source over 64 bytes, for a size or a delay
 * out of bounds: each is a bug.
 */
export function encodeDatagram(message: DatagramMessage, identity: RunIdentity): Buffer {
  const size = message.bytes ?? datagramBytes;
  if (size < datagramBytes || size > longestDatagramBytes)
    throw new RangeError(`a datagram of ${size} bytes`);
  const bytes = Buffer.alloc(size);
  magic.copy(bytes);
  bytes.writeUInt8(version, offsets.version);
  bytes.writeUInt8(types.indexOf(message.type), offsets.type);
  bytes.writeUInt32BE(message.sequence, offsets.sequence);
  bytes.set(message.nonce.subarray(0, 16), offsets.nonce);
  writeText(bytes, message.probe, { offset: offsets.probe, limit: probeLimit });
  const source = message.type === 'request' ? '' : message.source;
  writeText(bytes, source, { offset: offsets.source, limit: sourceLimit });
  writeWishes(bytes, message);
  authenticationCode(bytes, identity).copy(bytes, codeOffset);
  return bytes;
}

function writeWishes(bytes: Buffer, { wantsFullSize, replyAfterSeconds }: DatagramMessage): void {
  const fullSize = wantsFullSize === true ? flags.wantsFullSize : 0;
  const lateReply = replyAfterSeconds === undefined ? 0 : flags.wantsLateReply;
  if ((replyAfterSeconds ?? 0) > longestReplyAfterSeconds) {
    throw new RangeError(`a late reply after ${replyAfterSeconds} seconds`);
  }
  bytes.writeUInt8(fullSize | lateReply, offsets.flags);
  bytes.writeUInt8(replyAfterSeconds ?? 0, offsets.replyAfterSeconds);
}

/** Reads bytes from the network; whatever does not come from this run is a failure. */
export function decodeDatagram(
  payload: Uint8Array,
  identity: RunIdentity,
): Result<DatagramMessage, DatagramFailure> {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const isOfSize = bytes.length >= datagramBytes && bytes.length <= longestDatagramBytes;
  if (!isOfSize || !bytes.subarray(0, magic.length).equals(magic)) return failure('foreign');
  if (bytes.readUInt8(offsets.version) !== version) return failure('version');
  if (!timingSafeEqual(authenticationCode(bytes, identity), bytes.subarray(codeOffset, datagramBytes))) {
    return failure('forged');
  }
  const type = types[bytes.readUInt8(offsets.type)];
  const probe = readText(bytes, { offset: offsets.probe, limit: probeLimit });
  const source = readText(bytes, { offset: offsets.source, limit: sourceLimit });
  const wishes = readWishes(bytes);
  if (type === undefined || probe === undefined || source === undefined || wishes === undefined) {
    return failure('malformed');
  }
  const common = {
    probe,
    sequence: bytes.readUInt32BE(offsets.sequence),
    nonce: Uint8Array.from(bytes.subarray(offsets.nonce, offsets.probe)),
    ...(bytes.length > datagramBytes && { bytes: bytes.length }),
    ...wishes,
  };
  return success(type === 'request' ? { type, ...common } : { type, ...common, source });
}

type Wishes = Pick<DatagramRequest, 'wantsFullSize' | 'replyAfterSeconds'>;

function readWishes(bytes: Buffer): Wishes | undefined {
  const set = bytes.readUInt8(offsets.flags);
  const replyAfterSeconds = bytes.readUInt8(offsets.replyAfterSeconds);
  const wantsLateReply = (set & flags.wantsLateReply) !== 0;
  if (wantsLateReply ? replyAfterSeconds > longestReplyAfterSeconds : replyAfterSeconds > 0) return undefined;
  return {
    ...((set & flags.wantsFullSize) !== 0 && { wantsFullSize: true }),
    ...(wantsLateReply && { replyAfterSeconds }),
  };
}

/** HMAC-SHA256 cut to 128 bits (RFC 2104 §5) over the run's name and all of the datagram but the code itself. */
function authenticationCode(bytes: Buffer, { key, runId }: RunIdentity): Buffer {
  const hmac = createHmac('sha256', key).update(`${Buffer.byteLength(runId)}:${runId}`);
  hmac.update(bytes.subarray(0, codeOffset)).update(bytes.subarray(datagramBytes));
  return hmac.digest().subarray(0, codeBytes);
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
