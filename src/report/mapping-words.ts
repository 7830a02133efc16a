import type { Mapping, Observation } from '../model/observation.js';

/** What a probe learned of the translation of addresses; nothing for other probes. */
export function mappingWords({ mappings = [], idle = [] }: Observation): string[] {
  return [
    ...(mappings.length === 0 ? [] : [seenAs(mappings)]),
    ...idle.map(
      ({ idleMs, alive, of }) =>
        `after ${Math.round(idleMs / 1000)} s of silence ${alive} of ${of} flows open`,
    ),
  ];
}

function seenAs(mappings: readonly Mapping[]): string {
  const sockets = new Set(mappings.map(({ localAddress }) => localAddress)).size;
  const addresses = new Set(mappings.map(({ observedSource }) => observedSource.replace(/:\d+$/, '')));
  const kept = mappings.filter((each) => portOf(each.observedSource) === portOf(each.localAddress)).length;
  return `${sockets} ${sockets === 1 ? 'socket' : 'sockets'} seen as ${[...addresses].join(', ')}, port kept ${kept} times of ${mappings.length}`;
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}
