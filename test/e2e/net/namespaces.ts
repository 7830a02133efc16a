import { type ChildProcess, spawn } from 'node:child_process';

import { register, remove } from '../../network-namespaces/clean-up.js';
import { type CommandResult, run, runOk } from '../../network-namespaces/commands.js';
import type { Cable, Machine, MachineName } from './machines.js';

let networks = 0;

/** The namespaces of one network. */
export class Namespaces {
  readonly #prefix: string;
  readonly #all = new Set<string>();

  constructor() {
    networks += 1;
    this.#prefix = `ld-${process.pid}-net${networks}`;
  }

  /** The real name of a machine's namespace, for `ip netns exec`. */
  of(machine: MachineName): string {
    return `${this.#prefix}-${machine}`;
  }

  /** Makes machines and cables, and sets them up. */
  async add(machines: readonly Machine[], cables: readonly Cable[]): Promise<void> {
    const names = machines.map(({ name }) => this.of(name));
    register(names);
    for (const name of names) this.#all.add(name);
    await runOk(
      ['ip', '-batch', '-'],
      [...names.map((name) => `netns add ${name}`), ...cables.map((cable) => this.#link(cable)), ''].join(
        '\n',
      ),
    );
    await Promise.all(machines.map((machine) => this.#setUp(machine)));
  }

  /** Tells `ip` something in a machine's namespace. */
  async ip(machine: MachineName, lines: readonly string[]): Promise<void> {
    if (lines.length > 0)
      await runOk(['ip', '-n', this.of(machine), '-batch', '-'], [...lines, ''].join('\n'));
  }

  /** Runs a command in a machine's namespace to its end. */
  exec(machine: MachineName, command: readonly string[]): Promise<CommandResult> {
    return run(['ip', 'netns', 'exec', this.of(machine), ...command]);
  }

  /** Starts a process in a machine's namespace, which ends with it at the latest. */
  start(machine: MachineName, command: readonly string[]): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.of(machine), ...command], { stdio: 'pipe' });
  }

  /** Loads nft text in a machine's namespace. */
  async load(machine: MachineName, rules: string): Promise<void> {
    if (rules !== '')
      await runOk(['nsenter', `--net=/run/netns/${this.of(machine)}`, 'nft', '-f', '-'], rules);
  }

  /** Removes one machine with what runs in it. */
  async drop(machine: MachineName): Promise<void> {
    const name = this.of(machine);
    if (this.#all.delete(name)) await remove([name]);
  }

  /** Removes them all, with what runs in them. */
  async removeAll(): Promise<void> {
    const all = [...this.#all];
    this.#all.clear();
    await remove(all);
  }

  #link({ ends: [one, other] }: Cable): string {
    return `link add name ${one.interface} netns ${this.of(one.machine)} type veth peer name ${other.interface} netns ${this.of(other.machine)}`;
  }

  async #setUp({ name, setup, isRouter, settings = [], rules = '' }: Machine): Promise<void> {
    const kernel = isRouter ? [...routing, ...settings] : settings;
    await Promise.all([
      kernel.length === 0
        ? undefined
        : runOk(['nsenter', `--net=/run/netns/${this.of(name)}`, 'sysctl', '-q', '-w', ...kernel]),
      this.ip(name, ['link set lo up', ...setup]),
      this.load(name, rules),
    ]);
  }
}

/**
 * Packets come and go by different ways, and senders are not told of better ones. Every refusal is told: which of many
 * probes at once Linux's allowance of ICMP messages leaves untold is a matter of chance.
 */
const routing = [
  'net.ipv4.ip_forward=1',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
  'net.ipv4.conf.all.send_redirects=0',
  'net.ipv4.conf.default.send_redirects=0',
  'net.ipv4.icmp_ratelimit=0',
];
