import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { register, remove } from './clean-up.js';
import { run, runOk, type CommandResult } from './commands.js';

/** A LAN: one broadcast domain. */
export type LanName = 'lan1' | 'lan2';

/** What hosts have which interfaces: each is named after the LAN that it leads to. */
export type LanTopology = Readonly<Record<string, readonly LanName[]>>;

/** Hosts in one or two LANs, without any router. */
export interface LanNetwork {
  /** A host's address in a LAN; link-local IPv6 addresses are the system's own. */
  address(host: string, lan?: LanName, family?: 4 | 6): string;
  exec(host: string, command: readonly string[], input?: string): Promise<CommandResult>;
  /** Starts a process at a host; it is killed with the network at the latest. */
  start(host: string, command: readonly string[]): ChildProcess;
  setRules(host: string, rules: string): Promise<void>;
  /** Gives a host that is there already an interface in a LAN. */
  attach(host: string, lan: LanName): Promise<void>;
  /** Takes a host's interface in a LAN away. */
  detach(host: string, lan: LanName): Promise<void>;
  remove(): Promise<void>;
}

const lans: readonly LanName[] = ['lan1', 'lan2'];

let count = 0;

/** Builds LANs out of a bridge each, in a namespace of their own, and a namespace for each host. */
export async function buildLan(topology: LanTopology): Promise<LanNetwork> {
  count += 1;
  const hosts = Object.keys(topology);
  const number = count;
  const nameOf = (node: string) => `ld-${process.pid}-lan${number}-${node}`;
  const all = [nameOf('switch'), ...hosts.map(nameOf)];
  register(all);
  const started: ChildProcess[] = [];
  const address = (host: string, lan: LanName = 'lan1', family: 4 | 6 = 4) => {
    const place = hosts.indexOf(host) + 10;
    const network = lans.indexOf(lan) + 11;
    return family === 4 ? `192.168.${network}.${place}` : `fd00:${network}::${place}`;
  };
  const lan: LanNetwork = {
    address,
    exec: (host, command, input) => run(['ip', 'netns', 'exec', nameOf(host), ...command], input),
    start: (host, command) => {
      const child = spawn('ip', ['netns', 'exec', nameOf(host), ...command], { stdio: 'pipe' });
      started.push(child);
      return child;
    },
    setRules: async (host, rules) => {
      await runOk(['ip', 'netns', 'exec', nameOf(host), 'nft', '-f', '-'], rules);
    },
    attach: (host, lan) => attach(host, lan, { nameOf, address }),
    detach: async (host, lan) => {
      await runOk(['ip', '-n', nameOf(host), 'link', 'delete', lan]);
    },
    remove: async () => {
      const ended = started.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      });
      await remove(all);
      await Promise.all(ended);
    },
  };
  try {
    await connect(topology, { nameOf, address });
    return lan;
  } catch (error) {
    await lan.remove();
    throw error;
  }
}

interface Naming {
  readonly nameOf: (node: string) => string;
  readonly address: LanNetwork['address'];
}

async function connect(topology: LanTopology, { nameOf, address }: Naming): Promise<void> {
  const nodes = ['switch', ...Object.keys(topology)];
  await runOk(['ip', '-batch', '-'], nodes.map((node) => `netns add ${nameOf(node)}\n`).join(''));
  for (const node of nodes) {
    const settings = ['net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0'];
    await runOk(['ip', 'netns', 'exec', nameOf(node), 'sysctl', '-q', '-w', ...settings]);
    await runOk(['ip', '-n', nameOf(node), 'link', 'set', 'lo', 'up']);
  }
  for (const lan of lans) {
    const bridge = ['ip', '-n', nameOf('switch'), 'link'];
    await runOk([...bridge, 'add', lan, 'type', 'bridge', 'mcast_snooping', '0']);
    await runOk([...bridge, 'set', lan, 'up']);
  }
  for (const [host, own] of Object.entries(topology)) {
    for (const lan of own) await attach(host, lan, { nameOf, address });
  }
}

async function attach(host: string, lan: LanName, { nameOf, address }: Naming): Promise<void> {
  const port = `${lan}-${host}`.slice(0, 15);
  const bySwitch = ['ip', '-n', nameOf('switch')];
  const byHost = ['ip', '-n', nameOf(host)];
  // Indexes that differ, or Linux may take a second to notice that the link is up.
  const link = ['link', 'add', 'name', port, 'type', 'veth', 'peer', 'name', lan, 'netns', nameOf(host)];
  await runOk([...bySwitch, ...link]);
  await runOk([...bySwitch, 'link', 'set', port, 'master', lan, 'up']);
  await runOk([...byHost, 'address', 'add', `${address(host, lan, 4)}/24`, 'dev', lan]);
  await runOk([...byHost, 'address', 'add', `${address(host, lan, 6)}/64`, 'dev', lan, 'nodad']);
  await runOk([...byHost, 'link', 'set', 'dev', lan, 'up']);
}
