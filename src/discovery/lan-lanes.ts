import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

import type { SearchedInterface } from '../model/discovery.js';
import {
  type FindNeighbour,
  type LocalInterface,
  localInterfaces,
  neighbourFinder,
} from './local-interfaces.js';
import { type HeardResponse, MdnsLane } from './mdns-lane.js';

/** An interface that can be searched by from now on, or not any more. */
export interface InterfaceChange {
  readonly interface: string;
  readonly state: 'new' | 'gone';
}

/** What lanes work with. */
export interface LanLanesOptions {
  readonly now: () => number;
  /** Only these interfaces; all suitable ones when empty. */
  readonly interfaces?: readonly string[] | undefined;
  readonly onResponse: (lane: MdnsLane, response: HeardResponse) => void;
}

/** What is told at most of lanes that are closed: an interface that comes and goes must not fill the memory. */
const goneLimit = 32;

/** The lanes of all interfaces that can be searched by, as they come and go. */
export class LanLanes {
  readonly #options: LanLanesOptions;
  readonly #open = new Map<string, MdnsLane>();
  readonly #gone = new Map<string, SearchedInterface>();
  #own: ReadonlySet<string> = new Set();
  #neighbourOf: FindNeighbour = () => undefined;
  #refused = 0;
  #isFollowing = false;
  #isClosed = false;

  constructor(options: LanLanesOptions) {
    this.#options = options;
  }

  /**
   * Opens a lane for each interface that has none yet and closes those whose interface, or whose address of it, is gone.
   * Tells what has become of whole interfaces, and which lanes are new.
   */
  async follow(): Promise<{
    readonly opened: readonly MdnsLane[];
    readonly changes: readonly InterfaceChange[];
  }> {
    if (this.#isFollowing || this.#isClosed) return { opened: [], changes: [] };
    this.#isFollowing = true;
    const all = networkInterfaces();
    this.#own = new Set(Object.values(all).flatMap((own) => (own ?? []).map(({ address }) => address)));
    this.#neighbourOf = neighbourFinder(all);
    const before = this.#names();
    const opened = await this.#update(all);
    const after = this.#names();
    this.#isFollowing = false;
    return {
      opened,
      changes: [
        ...[...after]
          .filter((name) => !before.has(name))
          .map((name) => ({ interface: name, state: 'new' }) as const),
        ...[...before]
          .filter((name) => !after.has(name))
          .map((name) => ({ interface: name, state: 'gone' }) as const),
      ],
    };
  }

  async #update(all: NodeJS.Dict<NetworkInterfaceInfo[]>): Promise<readonly MdnsLane[]> {
    const suitable = new Map(
      localInterfaces(this.#options.interfaces, all).map((local) => [keyOf(local), local]),
    );
    for (const [key, lane] of this.#open) if (!suitable.has(key)) this.#drop(key, lane);
    const missing = [...suitable].filter(([key]) => !this.#open.has(key));
    const opened = await Promise.all(
      missing.map(async ([key, local]) => {
        const lane = await MdnsLane.open(local, {
          now: this.#options.now,
          isOwn: (address) => this.#own.has(address.split('%')[0] ?? address),
          neighbourOf: (address) => this.#neighbourOf(address),
          onResponse: this.#options.onResponse,
        });
        return { key, lane };
      }),
    );
    for (const { key, lane } of opened) {
      if (this.#isClosed) lane.close();
      this.#open.set(key, lane);
      this.#gone.delete(key);
    }
    return opened.map(({ lane }) => lane);
  }

  #drop(key: string, lane: MdnsLane): void {
    lane.close();
    this.#open.delete(key);
    this.#refused += lane.refused;
    if (this.#gone.size < goneLimit) this.#gone.set(key, { ...lane.sight(), isGone: true });
  }

  #names(): ReadonlySet<string> {
    return new Set(this.all.map(({ local }) => local.interface));
  }

  get all(): readonly MdnsLane[] {
    return [...this.#open.values()];
  }

  /** By which interface a sender is a neighbour. */
  neighbourOf(sender: string): string | undefined {
    return this.#neighbourOf(sender);
  }

  /** What was searched by, those that are gone last. */
  sight(): SearchedInterface[] {
    return [...this.all.map((lane) => lane.sight()), ...this.#gone.values()];
  }

  /** Messages that were too large or too many. */
  get refused(): number {
    return this.all.reduce((sum, lane) => sum + lane.refused, this.#refused);
  }

  close(): void {
    this.#isClosed = true;
    for (const lane of this.all) lane.close();
  }
}

function keyOf({ interface: name, family, address }: LocalInterface): string {
  return `${name} ${family} ${address}`;
}
