import { Address6 } from 'ip-address';

/**
 * The DNS names and IP addresses of a certificate's subject alternative name, as Node prints it (`subjectAltName` of
 * `X509Certificate`): `DNS:a.example.org, IP Address:10.0.0.1`, a name with special characters as a JSON string.
 * IPv6 addresses are in canonical form (RFC 5952). Other kinds of names are left out.
 */
export function certificateNames(subjectAltName: string | undefined): string[] {
  const entries = (subjectAltName ?? '').matchAll(
    /(?:^|, )(DNS|IP Address):(?:("(?:[^"\\]|\\.)*")|([^,]*))/gu,
  );
  const names = [...entries].map(([, kind, quoted, plain = '']) => {
    const name = quoted === undefined ? plain : unquoted(quoted);
    return kind === 'IP Address' ? canonicalAddress(name) : name;
  });
  return [...new Set(names)];
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function canonicalAddress(address: string): string {
  return Address6.isValid(address) ? new Address6(address).correctForm() : address;
}
