const [zero, dot] = [48, 46];

/**
 * An IPv4 address as a number from 0 to 2³²−1; `undefined` for other text and for octets with leading zeros. It goes by
 * character codes, since a judgement parses addresses thousands of times.
 */
export function ipv4Number(text: string): number | undefined {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (octet < 0 || dots === 3) return undefined;
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = code - zero;
      if (digit < 0 || digit > 9 || octet === 0) return undefined;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return undefined;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined;
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
  if (address === undefined) return undefined;
  if (slash === -1) return { first: address, last: address };
  const length = prefixLength(text, slash + 1);
  if (length === undefined) return undefined;
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

/** One or two digits from an index to the end that make a number up to 32. */
function prefixLength(text: string, from: number): number | undefined {
  const digits = text.length - from;
  if (digits < 1 || digits > 2) return undefined;
  let length = 0;
  for (let index = from; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - zero;
    if (digit < 0 || digit > 9) return undefined;
    length = length * 10 + digit;
  }
  return length > 32 ? undefined : length;
}
