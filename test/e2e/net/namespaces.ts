import { type ChildProcess, spawn } from 'node:child_process';

import { register, remove } from '../../network-namespaces/clean-up.js';
import { type CommandResult, run } from '../../network-namespaces/commands.js';
import { CommandShell, type ShellCommand } from './command-shell.js';
import type { Cable, Machine, MachineName } from './machines.js';

let networks = 0;

const shell = new CommandShell();

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
    const whole = [...names.map((name) => `netns add ${name}`), ...cables.map((cable) => this.#link(cable))];
    await shell.run([
      { words: ['ip', '-batch', '-'], input: whole.join('\n') },
      ...machines.flatMap((machine) => this.#setUp(machine)),
    ]);
  }

  /** Tells `ip` something in a machine's namespace. */
  async ip(machine: MachineName, lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await shell.run([this.#ip(machine, lines)]);
  }

  /** Runs a command in a machine's namespace to its end. */
  exec(machine: MachineName, command: readonly string[]): Promise<CommandResult> {
    return run(['ip', 'netns', 'exec', this.of(machine), ...command]);
  }

  /** Starts a process in a machine's namespace, which ends with it at the latest. */
  start(machine: MachineName, command: readonly string[]): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.of(machine), ...command], { stdio: 'pipe' });
  }

  /** Runs commands in machines' namespaces one after the other; the first that fails is an error. */
  async runAt(commands: readonly { readonly machine: MachineName; readonly words: readonly string[] }[]) {
    await shell.run(commands.map(({ machine, words }) => this.#inside(machine, words)));
  }

  /** Loads nft text in a machine's namespace. */
  async load(machine: MachineName, rules: string): Promise<void> {
    if (rules !== '') await shell.run([this.#load(machine, rules)]);
  }

  /** Removes one machine with what runs in it. */
  async drop(machine: MachineName): Promise<void> {
    const name = this.of(machine);
    if (this.#all.delete(name)) await remove([name], removeQuietly);
  }

  /** Removes them all, with what runs in them. */
  async removeAll(): Promise<void> {
    const all = [...this.#all];
    this.#all.clear();
    await remove(all, removeQuietly);
  }

  #link({ ends: [one, other] }: Cable): string {
    return `link add name ${one.interface} netns ${this.of(one.machine)} type veth peer name ${other.interface} netns ${this.of(other.machine)}`;
  }

  #setUp({ name, setup, isRouter, settings = [], rules = '' }: Machine): ShellCommand[] {
    const kernel = isRouter ? [...routing, ...settings] : settings;
    return [
      ...(kernel.length === 0 ? [] : [this.#inside(name, ['sysctl', '-q', '-w', ...kernel])]),
      ...(rules === '' ? [] : [this.#load(name, rules)]),
      this.#ip(name, ['link set lo up', ...setup]),
    ];
  }

  #ip(machine: MachineName, lines: readonly string[]): ShellCommand {
    return { words: ['ip', '-n', this.of(machine), '-batch', '-'], input: lines.join('\n') };
  }

  #load(machine: MachineName, rules: string): ShellCommand {
    return this.#inside(machine, ['nft', '-f', '-'], rules);
  }

  #inside(machine: MachineName, command: readonly string[], input?: string): ShellCommand {
    return { words: ['nsenter', `--net=/run/netns/${this.of(machine)}`, ...command], input };
  }
}

/** What is gone already is no mistake. */
async function removeQuietly(command: readonly string[], input: string): Promise<void> {
  await shell.run([{ words: command, input }]).catch(() => undefined);
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
