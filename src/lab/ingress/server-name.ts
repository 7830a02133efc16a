/** The name in a client's TLS greeting, in lower case; `undefined` where it names none. Source: RFC 8446 §4.1.2, RFC 6066 §3. */
export function serverName(greeting: Buffer): string | undefined {
  // Record header, handshake header, version and random come before what has no fixed length.
  let at = 5 + 4 + 2 + 32;
  if (greeting.length < at + 1) return undefined;
  at += 1 + greeting.readUInt8(at);
  if (greeting.length < at + 2) return undefined;
  at += 2 + greeting.readUInt16BE(at);
  if (greeting.length < at + 1) return undefined;
  at += 1 + greeting.readUInt8(at) + 2;
  while (greeting.length >= at + 4) {
    const length = greeting.readUInt16BE(at + 2);
    if (greeting.readUInt16BE(at) === 0) return firstName(greeting.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

/** A list's length, then entries of a type, a length and a name. */
function firstName(list: Buffer): string | undefined {
  return list.length < 6 ? undefined : list.toString('latin1', 5, 5 + list.readUInt16BE(3)).toLowerCase();
}
