import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { register, remove } from './clean-up.js';
import { run, runOk, type CommandResult } from './commands.js';
import {
  addresses,
  addressTranslation,
  type NodeName,
  nodeNames,
  type Site,
  type SiteName,
  type Topology,
} from './topology.js';

/** A network of namespaces that stands. */
export interface Network {
  /** The name of a node's namespace, for `ip netns exec`. */
  readonly namespaces: Readonly<Record<NodeName, string>>;
  /** Runs a command in a node's namespace to its end. */
  exec(node: NodeName, command: readonly string[], input?: string): Promise<CommandResult>;
  /** Starts a process in a node's namespace; it is killed with the network at the latest. */
  start(node: NodeName, command: readonly string[]): ChildProcess;
  /** Replaces a node's rules, while packets pass. What the topology translates stays. Default: no rules. */
  setRules(node: NodeName, rules?: string): Promise<void>;
  /** Kills what runs in the namespaces and removes them. */
  remove(): Promise<void>;
}

let count = 0;

/** Builds a network. Each has namespaces of its own, named after this process: `ld-<pid>-<number>-<node>`. */
export async function buildNetwork(topology: Topology): Promise<Network> {
  count += 1;
  const nameOf = (node: NodeName) => `ld-${process.pid}-${count}-${node}`;
  const namespaces = Object.fromEntries(nodeNames.map((node) => [node, nameOf(node)])) as Record<
    NodeName,
    string
  >;
  const all = Object.values(namespaces);
  register(all);
  const started: ChildProcess[] = [];
  const network: Network = {
    namespaces,
    exec: (node, command, input) => run(['ip', 'netns', 'exec', namespaces[node], ...command], input),
    start: (node, command) => {
      const child = spawn('ip', ['netns', 'exec', namespaces[node], ...command], { stdio: 'pipe' });
      started.push(child);
      return child;
    },
    // In one transaction, so that no packet meets half of the rules.
    setRules: (node, rules = '') =>
      load(namespaces[node], `table inet rules {}\ndelete table inet rules\n${rules}`),
    remove: async () => {
      // One that has just begun may not have entered its namespace yet, hence is not among those found there.
      const ended = started.map(end);
      await remove(all);
      await Promise.all(ended);
    },
  };
  try {
    await connect(namespaces, topology);
    return network;
  } catch (error) {
    await network.remove();
    throw error;
  }
}

/** Kills a process and waits until nothing more comes from it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function connect(namespaces: Readonly<Record<NodeName, string>>, topology: Topology): Promise<void> {
  const all = Object.values(namespaces);
  await runOk(['ip', '-batch', '-'], all.map((name) => `netns add ${name}\n`).join(''));
  await Promise.all(all.map(prepare));
  const sites: readonly SiteName[] = ['a', 'b'];
  await runOk(
    ['ip', '-batch', '-'],
    sites.flatMap((site) => links(site, namespaces, topology[site])).join('\n'),
  );
  await Promise.all([
    ...nodeNames.map((node) => configure(namespaces[node], nodeSetup(node))),
    ...sites.flatMap((site) => [
      load(namespaces[`${site}-router`], addressTranslation(site, topology[site] ?? {})),
      load(namespaces[`${site}-router`], topology[site]?.routerRules ?? ''),
      load(namespaces[site], topology[site]?.hostRules ?? ''),
    ]),
    load(namespaces.internet, topology.internetRules ?? ''),
  ]);
  await Promise.all(all.map(waitForLinks));
}

/** No node announces itself or waits for others to object to its address; all of them forward. */
async function prepare(namespace: string): Promise<void> {
  const settings = [
    'net.ipv4.ip_forward=1',
    'net.ipv6.conf.all.forwarding=1',
    'net.ipv6.conf.all.accept_dad=0',
    'net.ipv6.conf.default.accept_dad=0',
    'net.ipv6.conf.all.accept_ra=0',
  ];
  await runOk(['ip', 'netns', 'exec', namespace, 'sysctl', '-q', '-w', ...settings]);
}

/**
 * Interfaces are named after what they lead to. The two ends of a link have different indexes: where they have the
 * same, Linux may take a second to notice that a link is up (`linkwatch_urgent_event`), and programs skip its addresses
 * until then.
 */
function links(
  site: SiteName,
  namespaces: Readonly<Record<NodeName, string>>,
  { mtu = 1500 }: Site = {},
): string[] {
  const router = namespaces[`${site}-router`];
  const index = site === 'a' ? 20 : 30;
  return [
    `link add name router index 10 netns ${namespaces[site]} type veth peer name host index 11 netns ${router}`,
    `link add name internet index 12 mtu ${mtu} netns ${router} type veth peer name ${site} index ${index} mtu ${mtu} netns ${namespaces.internet}`,
  ];
}

/** Waits until every link is up. */
async function waitForLinks(namespace: string): Promise<void> {
  while ((await runOk(['ip', '-n', namespace, '-brief', 'link', 'show', 'type', 'veth'])).includes('DOWN')) {
    await sleep(20);
  }
}

/** What `ip` is told in a node's namespace. */
function nodeSetup(node: NodeName): string[] {
  if (node === 'internet') {
    return [...internetSetup('a'), ...internetSetup('b')];
  }
  const site: SiteName = node === 'a' || node === 'a-router' ? 'a' : 'b';
  const { 4: ipv4, 6: ipv6 } = addresses[site];
  if (node === 'a' || node === 'b') {
    return [
      ...interfaceSetup('router', [`${ipv4.host}/${ipv4.lanPrefix}`, `${ipv6.host}/${ipv6.lanPrefix}`]),
      `route add default via ${ipv4.inner}`,
      `route add default via ${ipv6.inner}`,
    ];
  }
  return [
    ...interfaceSetup('host', [`${ipv4.inner}/${ipv4.lanPrefix}`, `${ipv6.inner}/${ipv6.lanPrefix}`]),
    ...interfaceSetup('internet', [`${ipv4.outer}/${ipv4.linkPrefix}`, `${ipv6.outer}/${ipv6.linkPrefix}`]),
    `route add default via ${ipv4.internet}`,
    `route add default via ${ipv6.internet}`,
  ];
}

function internetSetup(site: SiteName): string[] {
  const { 4: ipv4, 6: ipv6 } = addresses[site];
  return [
    ...interfaceSetup(site, [`${ipv4.internet}/${ipv4.linkPrefix}`, `${ipv6.internet}/${ipv6.linkPrefix}`]),
    `route add ${ipv4.lan} via ${ipv4.outer}`,
    `route add ${ipv6.lan} via ${ipv6.outer}`,
  ];
}

function interfaceSetup(name: string, own: readonly string[]): string[] {
  return [
    ...own.map((address) => `address add ${address} dev ${name}${address.includes(':') ? ' nodad' : ''}`),
    `link set dev ${name} up`,
  ];
}

async function configure(namespace: string, setup: readonly string[]): Promise<void> {
  await runOk(['ip', '-n', namespace, '-batch', '-'], ['link set lo up', ...setup, ''].join('\n'));
}

async function load(namespace: string, text: string): Promise<void> {
  if (text !== '') await runOk(['ip', 'netns', 'exec', namespace, 'nft', '-f', '-'], text);
}
