const literal = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** An IPv4 address as a number from 0 to 2³²−1; `undefined` for other text and for octets with leading zeros. */
export function ipv4Number(text: string): number | undefined {
  const octets = literal.exec(text)?.slice(1);
  if (octets === undefined) return undefined;
  let value = 0;
  for (const octet of octets) {
    const number = Number(octet);
    if (number > 255 || (octet.length > 1 && octet.startsWith('0'))) return undefined;
    value = value * 256 + number;
  }
  return value;
}

/** The first and the last address of an IPv4 range. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** The range of `address/length`, or of a single address; bits after the prefix are ignored. */
export function ipv4Range(text: string): Ipv4Range | undefined {
  const slash = text.indexOf('/');
  const address = ipv4Number(slash === -1 ? text : text.slice(0, slash));
  const length = slash === -1 ? '32' : text.slice(slash + 1);
  if (address === undefined || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}
