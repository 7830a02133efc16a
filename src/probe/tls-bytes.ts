import { type HttpHead, parseHead } from './middlebox.js';

/** What the first bytes of a server that ought to speak TLS turned out to be. */
export type FirstBytes =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tls' }
  | { readonly kind: 'http'; readonly head: HttpHead }
  | { readonly kind: 'other' };

const alertRecord = 21;
const handshakeRecord = 22;
const changeCipherSpecRecord = 20;
const certificateRequest = 13;

/** Recognises TLS, plain HTTP and anything else (an SSH banner, garbage) by the first bytes received. */
export function recogniseFirstBytes(bytes: Buffer): FirstBytes {
  const [type, major] = bytes;
  if (type === undefined) return { kind: 'nothing' };
  // RFC 8446 §5.1: content type, then a legacy version whose first byte is 3.
  if ((type === handshakeRecord || type === alertRecord) && (major === undefined || major === 3))
    return { kind: 'tls' };
  const head = parseHead(bytes);
  return head === undefined ? { kind: 'other' } : { kind: 'http', head };
}

/**
 * True when the plain-text part of a TLS handshake holds a CertificateRequest. Sources: RFC 5246 §7.4.4; in TLS 1.3
 * this message is encrypted and an alert of its own tells instead.
 */
export function wantsClientCertificate(bytes: Buffer): boolean {
  const messages = handshakeBytes(bytes);
  let offset = 0;
  while (offset + 4 <= messages.length) {
    if (messages[offset] === certificateRequest) return true;
    offset += 4 + messages.readUIntBE(offset + 1, 3);
  }
  return false;
}

/** The payload of all handshake records up to the point where the handshake becomes encrypted. */
function handshakeBytes(bytes: Buffer): Buffer {
  const payloads: Buffer[] = [];
  let offset = 0;
  while (offset + 5 <= bytes.length && bytes[offset] !== changeCipherSpecRecord) {
    const end = offset + 5 + bytes.readUInt16BE(offset + 3);
    if (bytes[offset] === handshakeRecord) payloads.push(bytes.subarray(offset + 5, end));
    offset = end;
  }
  return Buffer.concat(payloads);
}
