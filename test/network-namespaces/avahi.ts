import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { workFolder } from './bundle.js';
import type { LanNetwork } from './lan.js';

/** A service as a cluster with LAN discovery announces it. */
export interface AnnouncedService {
  readonly clusterId: string;
  readonly port: number;
}

/** A real avahi-daemon at a host. */
export interface RunningAvahi {
  /** Ends it as an administrator would: it says goodbye. */
  stop(): Promise<void>;
  /** Ends it without a word. */
  kill(): void;
}

let count = 0;

/** Starts avahi-daemon at a host with these services, and waits until it has announced them. */
export async function startAvahi(
  network: Pick<LanNetwork, 'start'>,
  host: string,
  services: readonly AnnouncedService[],
): Promise<RunningAvahi> {
  count += 1;
  const folder = join(workFolder, `avahi-${count}`);
  mkdirSync(join(folder, 'services'), { recursive: true });
  writeFileSync(join(folder, 'avahi.conf'), configurationOf(host));
  services.forEach((service, index) => {
    writeFileSync(join(folder, 'services', `${index}.service`), serviceFile(service));
  });
  // Its folders are fixed; `ip netns exec` has given this process a mount namespace of its own.
  const script = [
    `mount --bind ${folder}/services /etc/avahi/services`,
    'mount -t tmpfs none /run',
    'mkdir -p /run/avahi-daemon',
    `exec avahi-daemon --file ${folder}/avahi.conf --no-drop-root --no-chroot --no-rlimits --debug`,
  ].join(' && ');
  const child = network.start(host, ['sh', '-c', script]);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    let established = 0;
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      established = said.split('successfully established').length - 1;
      if (established >= services.length) resolve();
    });
    child.once('close', (code) => reject(new Error(`avahi-daemon ended with ${code}: ${said}`)));
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
    kill: () => child.kill('SIGKILL'),
  };
}

function configurationOf(host: string): string {
  return [
    '[server]',
    `host-name=${host}`,
    'use-ipv4=yes',
    'use-ipv6=yes',
    'enable-dbus=no',
    'ratelimit-interval-usec=0',
    '[wide-area]',
    'enable-wide-area=no',
    '[publish]',
    'publish-hinfo=no',
    'publish-workstation=no',
    '',
  ].join('\n');
}

function serviceFile({ clusterId, port }: AnnouncedService): string {
  return `<?xml version="1.0" standalone='no'?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>${clusterId}</name>
<service><type>_liqo_auth._tcp</type><port>${port}</port></service></service-group>
`;
}
