import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workFolder } from './bundle.js';
import type { Network } from './network.js';

/** Programs that this takes. Debian packages: wireguard-go, wireguard-tools. */
export const wireGuardPrograms: readonly string[] = ['wireguard-go', 'wg'];

/** A WireGuard interface at a node. Keys are 32 bytes. */
export interface WireGuardSettings {
  readonly privateKey: Uint8Array;
  readonly listenPort: number;
  /** Its own address inside the tunnel, with the prefix that it expects its peer's in. */
  readonly address: string;
  readonly peer: {
    readonly publicKey: Uint8Array;
    readonly allowedIps: string;
    /** Address and port; without one it only answers. */
    readonly endpoint?: string;
    /** In seconds; without it, nothing is sent by itself. */
    readonly keepalive?: number;
  };
}

/** What an interface knows of its peer. */
export interface PeerRecord {
  /** Seconds since the epoch; 0 while there was none. */
  readonly latestHandshake: number;
  /** Bytes, as `wg show` counts them. */
  readonly received: number;
  readonly sent: number;
}

/** A WireGuard that runs. */
export interface WireGuard {
  readonly peerRecord: () => Promise<PeerRecord>;
  /** All that it knows of itself and its peer, as `wg show <interface> dump` has it. */
  readonly dump: () => Promise<string>;
  /** Sends nothing by itself any more. */
  readonly stopKeepalive: () => Promise<void>;
}

/** A machine that is busy with two dozen networks takes its time. */
const startsWithinMs = 60_000;

let count = 0;

/** A network with machines of these names, at which processes can be started. */
type Machines<Name extends string> = {
  [Method in 'start' | 'exec']: (machine: Name, command: readonly string[]) => ReturnType<Network[Method]>;
};

/** Starts wireguard-go at a machine and waits until the interface is up. It ends with the network. */
export async function startWireGuard<Name extends string>(
  network: Machines<Name>,
  node: Name,
  { privateKey, listenPort, address, peer }: WireGuardSettings,
): Promise<WireGuard> {
  count += 1;
  // Its control socket lies in the file system, which all namespaces share.
  const name = `ld${randomBytes(5).toString('hex')}`;
  const keyFile = join(workFolder, `wireguard-${count}`);
  writeFileSync(keyFile, Buffer.from(privateKey).toString('base64'), { mode: 0o600 });
  const child = network.start(node, ['env', 'LOG_LEVEL=verbose', 'wireguard-go', '--foreground', name]);
  child.once('close', () => rmSync(`/var/run/wireguard/${name}.sock`, { force: true }));
  let errors = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  }
  const exec = async (command: readonly string[]) => {
    const { code, stdout, stderr } = await network.exec(node, command);
    if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr} ${errors}`);
    return stdout;
  };
  const startedAt = performance.now();
  for (;;) {
    // Whoever asks before it listens is refused, and wg then takes the socket for a dead one and removes it.
    if (errors.includes('UAPI listener started')) break;
    if (child.exitCode !== null || performance.now() - startedAt > startsWithinMs) {
      const end = `${child.exitCode} after ${Math.round(performance.now() - startedAt)} ms`;
      throw new Error(`wireguard-go does not come up (${end}): ${errors}`);
    }
    await sleep(50);
  }
  const publicKey = Buffer.from(peer.publicKey).toString('base64');
  await exec(['wg', 'set', name, 'private-key', keyFile, 'listen-port', `${listenPort}`]);
  await exec(['ip', 'address', 'add', address, 'dev', name]);
  await exec(['ip', 'link', 'set', name, 'mtu', '1340', 'up']);
  await exec([
    ...['wg', 'set', name, 'peer', publicKey, 'allowed-ips', peer.allowedIps],
    ...(peer.endpoint === undefined ? [] : ['endpoint', peer.endpoint]),
    ...(peer.keepalive === undefined ? [] : ['persistent-keepalive', `${peer.keepalive}`]),
  ]);
  const dump = () => exec(['wg', 'show', name, 'dump']);
  return {
    dump,
    stopKeepalive: async () => {
      await exec(['wg', 'set', name, 'peer', publicKey, 'persistent-keepalive', 'off']);
    },
    peerRecord: async () => {
      // public-key, preshared-key, endpoint, allowed-ips, latest-handshake, transfer-rx, transfer-tx, keepalive
      const fields = (await dump()).split('\n')[1]!.split('\t');
      const [latestHandshake, received, sent] = fields.slice(4, 7).map(Number);
      return { latestHandshake: latestHandshake!, received: received!, sent: sent! };
    },
  };
}
