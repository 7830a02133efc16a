/**
 * The layouts of WireGuard's messages. Integers are little-endian; nothing here is verified or decrypted.
 * Source: WireGuard whitepaper §5.4.2, §5.4.3, §5.4.6; https://www.wireguard.com/protocol.
 */

/** The first message of a handshake, type 1. */
export interface InitiationMessage {
  readonly type: 'initiation';
  /** The index by which the initiator knows the session. */
  readonly sender: number;
  /** 32 bytes. */
  readonly ephemeral: Uint8Array;
  /** The initiator's static public key, encrypted: 48 bytes. */
  readonly encryptedStatic: Uint8Array;
  /** A TAI64N timestamp, encrypted: 28 bytes. */
  readonly encryptedTimestamp: Uint8Array;
}

/** The second message of a handshake, type 2. */
export interface ResponseMessage {
  readonly type: 'response';
  /** The index by which the responder knows the session. */
  readonly sender: number;
  /** The initiator's own index, which it is told by. */
  readonly receiver: number;
  /** 32 bytes. */
  readonly ephemeral: Uint8Array;
  /** Nothing, encrypted: 16 bytes. */
  readonly encryptedNothing: Uint8Array;
}

/** A packet inside the tunnel, type 4; one without content keeps the tunnel alive. */
export interface TransportMessage {
  readonly type: 'transport';
  /** The receiver's own index of the session. */
  readonly receiver: number;
  readonly counter: bigint;
  /** 16 bytes more than the packet inside. */
  readonly encryptedPacket: Uint8Array;
}

export type WireGuardMessage = InitiationMessage | ResponseMessage | TransportMessage;

const initiationBytes = 148;
const responseBytes = 92;

/** The size of a transport message without content, which keeps the tunnel alive. */
export const keepaliveBytes = 32;

/** So much larger than the packet inside is the message around it: header, counter and tag. */
export const transportOverheadBytes = 32;

/** The last two fields of a handshake message: 16 bytes each. */
export const macBytes = 16;

const typeCodes = { initiation: 1, response: 2, transport: 4 } as const;

/**
 * Whether bytes begin as a message of WireGuard does: a type from 1 to 4, then three zero bytes. It is what firewalls
 * that look into datagrams tell WireGuard by.
 */
export function beginsLikeWireGuard(bytes: Uint8Array): boolean {
  const [type = 0, ...reserved] = bytes.subarray(0, 4);
  return type >= 1 && type <= 4 && reserved.length === 3 && reserved.every((byte) => byte === 0);
}

/** Reads the layout of a message; `undefined` for bytes that have none of the three. */
export function parseMessage(payload: Uint8Array): WireGuardMessage | undefined {
  if (!beginsLikeWireGuard(payload)) return undefined;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const type = bytes.readUInt8(0);
  if (type === typeCodes.initiation && bytes.length === initiationBytes) {
    return {
      type: 'initiation',
      sender: bytes.readUInt32LE(4),
      ephemeral: bytes.subarray(8, 40),
      encryptedStatic: bytes.subarray(40, 88),
      encryptedTimestamp: bytes.subarray(88, 116),
    };
  }
  if (type === typeCodes.response && bytes.length === responseBytes) {
    return {
      type: 'response',
      sender: bytes.readUInt32LE(4),
      receiver: bytes.readUInt32LE(8),
      ephemeral: bytes.subarray(12, 44),
      encryptedNothing: bytes.subarray(44, 60),
    };
  }
  if (type === typeCodes.transport && bytes.length >= keepaliveBytes) {
    return {
      type: 'transport',
      receiver: bytes.readUInt32LE(4),
      counter: bytes.readBigUInt64LE(8),
      encryptedPacket: bytes.subarray(16),
    };
  }
  return undefined;
}

/** The bytes of a message. Those of a handshake still lack both MACs, which `seal` of `mac1.ts` adds. */
export function encodeMessage(message: WireGuardMessage): Buffer {
  const head = Buffer.from([typeCodes[message.type], 0, 0, 0]);
  switch (message.type) {
    case 'initiation':
      return Buffer.concat([
        head,
        uint32(message.sender),
        message.ephemeral,
        message.encryptedStatic,
        message.encryptedTimestamp,
      ]);
    case 'response':
      return Buffer.concat([
        head,
        uint32(message.sender),
        uint32(message.receiver),
        message.ephemeral,
        message.encryptedNothing,
      ]);
    case 'transport':
      return Buffer.concat([
        head,
        uint32(message.receiver),
        uint64(message.counter),
        message.encryptedPacket,
      ]);
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
