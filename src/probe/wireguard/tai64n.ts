/** Seconds of TAI64 at the Unix epoch. Source: https://cr.yp.to/libtai/tai64.html. */
const epoch = 0x400000000000000an;

/** The 12 bytes of a moment, which order as moments do. */
export function tai64n(unixMs: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(epoch + BigInt(Math.floor(unixMs / 1000)));
  bytes.writeUInt32BE(Math.floor((unixMs % 1000) * 1_000_000), 8);
  return bytes;
}
