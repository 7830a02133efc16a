import { multicastDns } from '../../../src/discovery/mdns-library.js';

import { settings } from './settings.js';

/**
 * Announces instances of Liqo's service as often as it is told, and answers nobody. `instances` is how many, all with
 * the same address; of one, `instance` is the name.
 */
const told = settings('instance', 'instances', 'ttl', 'port', 'interface', 'address', 'times');
const [instances, ttl, port] = [Number(told.instances), Number(told.ttl), Number(told.port)];
const service = '_liqo_auth._tcp.local';
const perPacket = 8;

const names = Array.from({ length: instances }, (_, index) =>
  instances === 1 ? told.instance : `${told.instance}-${index}`,
);
const mdns = multicastDns({ interface: told.interface, bind: '0.0.0.0' });
mdns.on('warning', () => {});
mdns.on('ready', () => {
  void announce().then(() => process.stdout.write('announced\n'));
});

async function announce(): Promise<void> {
  for (let time = 0; time < Number(told.times); time += 1) {
    for (let start = 0; start < names.length; start += perPacket) {
      await send(names.slice(start, start + perPacket));
    }
  }
}

function send(some: readonly string[]): Promise<void> {
  const host = 'announcer.local';
  const answers = some.flatMap((name) => [
    { name: service, type: 'PTR', ttl, data: `${name}.${service}` } as const,
    { name: `${name}.${service}`, type: 'SRV', ttl, data: { target: host, port } } as const,
  ]);
  const address = { name: host, type: 'A', ttl, data: told.address } as const;
  return new Promise((resolve) => {
    mdns.respond({ answers, additionals: [address] }, () => setImmediate(resolve));
  });
}
