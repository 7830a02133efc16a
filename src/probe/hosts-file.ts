import { isIP } from 'node:net';

/** The addresses by name, in lower case, of the text of a hosts file. Source: hosts(5); Go net/hosts.go. */
export function parseHosts(text: string): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names.map(hostKey)) byName.set(name, [...(byName.get(name) ?? []), address]);
  }
  return byName;
}

/** A name as `parseHosts` has it: case and a dot at the end do not count. */
export function hostKey(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
