import { isIPv4 } from 'node:net';

import type { Announcement, LanSight } from '../model/discovery.js';
import { sleep } from '../probe/deadline.js';
import type { Clock } from '../probe/world.js';
import { AnnouncementBook, type BookLimits } from './announcement-book.js';
import type { DnsQuestion } from './dns-message.js';
import { type InterfaceChange, LanLanes } from './lan-lanes.js';
import { instanceName, liqoRecordsOf, liqoService } from './liqo-records.js';
import type { HeardResponse, MdnsLane } from './mdns-lane.js';
import { UnicastContrasts } from './unicast-contrasts.js';

/** How a LAN is searched. */
export interface BrowseOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Only these interfaces; all suitable ones when empty. */
  readonly interfaces?: readonly string[] | undefined;
  /** Ends the search; what was found until then stands. */
  readonly signal: AbortSignal;
  /** Called when something was heard that changes what is known, and when something was not repeated in time. */
  readonly onChange?: ((announcements: readonly Announcement[]) => void) | undefined;
  /** Called when an interface has come or gone since the search began. */
  readonly onInterface?: ((change: InterfaceChange) => void) | undefined;
  readonly limits?: Partial<BookLimits> | undefined;
}

/**
 * When it is asked, in milliseconds, and how often from then on. A responder that has just multicast an answer does not
 * repeat it within a second (RFC 6762 §6), and the pauses grow as for any continuous query (RFC 6762 §5.2).
 */
const askAtMs = [0, 1100, 3200, 7000, 15_000, 31_000];
const askEveryMs = 60_000;

/** Records that are still missing are asked for after so long at the earliest, and so many in one message. */
const followUpMs = 20;
const questionsPerMessage = 20;

/** How often is looked whether something has expired, and whether an interface has come or gone. */
const expiryMs = 500;
const followMs = 2000;

/**
 * What has changed is told at once, and so long after that at the earliest again: comparing everything at each message of
 * a flood would take more time and memory than reading them does.
 */
const tellAgainMs = 50;

/** On a new interface it is asked so often; from then on as on the others. */
const introductions = 4;

const questions: readonly DnsQuestion[] = [{ name: liqoService, type: 'PTR' }];

/** A search for clusters in the LANs of this machine, from `start` until its signal aborts. */
export class LanBrowser {
  readonly #options: BrowseOptions;
  readonly #startedAt: number;
  readonly #book: AnnouncementBook;
  readonly #contrasts = new UnicastContrasts();
  readonly #lanes: LanLanes;
  #isOpen = false;
  readonly #contrastsToCome: string[] = [];
  #endedAtMs: number | undefined;
  #shown = '';
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #toTell: NodeJS.Timeout | undefined;
  #followUp: NodeJS.Timeout | undefined;

  constructor(options: BrowseOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#book = new AnnouncementBook(options.limits);
    this.#lanes = new LanLanes({
      now: () => options.clock.now(),
      interfaces: options.interfaces,
      onResponse: (from, heard) => this.#take(from, heard),
    });
  }

  /** Searches until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    await this.#lanes.follow();
    this.#isOpen = true;
    for (const address of this.#contrastsToCome) this.contrast(address);
    const expiry = setInterval(() => {
      this.#askAgain();
      this.#tell();
    }, expiryMs);
    const following = setInterval(() => void this.#follow(), followMs);
    try {
      await this.#askOnAndOn(signal);
    } finally {
      this.#endedAtMs = this.elapsedMs;
      clearInterval(expiry);
      clearInterval(following);
      clearTimeout(this.#followUp);
      clearTimeout(this.#toTell);
      this.#lanes.close();
    }
  }

  /** Goes on by interfaces that are new, and without those that are gone. */
  async #follow(): Promise<void> {
    const { opened, changes } = await this.#lanes.follow();
    if (this.#options.signal.aborted) return;
    for (const change of changes) {
      if (change.state === 'gone') this.#book.leave(change.interface);
      this.#options.onInterface?.(change);
    }
    await Promise.all(opened.map((lane) => this.#introduce(lane)));
  }

  async #introduce(lane: MdnsLane): Promise<void> {
    const { signal } = this.#options;
    let passedMs = 0;
    for (const at of askAtMs.slice(0, introductions)) {
      await sleep(at - passedMs, signal);
      passedMs = at;
      if (signal.aborted) return;
      lane.ask(questions);
    }
  }

  /** Asks an address by unicast whether a responder is there (RFC 6762 §5.5), once; the answer is in `sight`. */
  contrast(address: string): void {
    if (!this.#isOpen) {
      this.#contrastsToCome.push(address);
      return;
    }
    const neighbourAt = this.#lanes.neighbourOf(address);
    const ofFamily = this.#lanes.all.filter(
      ({ local }) => local.family === (isIPv4(address) ? 'IPv4' : 'IPv6'),
    );
    const lane = ofFamily.find(({ local }) => local.interface === neighbourAt) ?? ofFamily[0];
    if (lane !== undefined) this.#contrasts.ask(address, neighbourAt, lane);
  }

  /** Takes in that port 5353 of such an address is refused. */
  refuse(address: string): void {
    this.#contrasts.refuse(address);
  }

  /** Keeps an instance that answered as a cluster, whatever else is announced. */
  settle(instance: string): void {
    this.#book.settle(instance);
  }

  get elapsedMs(): number {
    return this.#options.clock.now() - this.#startedAt;
  }

  get #listenedMs(): number {
    return this.#endedAtMs ?? this.elapsedMs;
  }

  /** What was seen so far. */
  sight(): LanSight {
    return {
      listenedMs: Math.round(this.#listenedMs),
      interfaces: this.#lanes.sight(),
      announcements: [...this.#book.announcements(this.#listenedMs)],
      leftOut: {
        instances: this.#book.notKept,
        messages: this.#lanes.refused,
      },
      contrasts: this.#contrasts.results(),
    };
  }

  async #askOnAndOn(signal: AbortSignal): Promise<void> {
    for (let round = 0; ; round += 1) {
      const at = askAtMs[round] ?? (askAtMs.at(-1) ?? 0) + (round - askAtMs.length + 1) * askEveryMs;
      await sleep(at - this.elapsedMs, signal);
      if (signal.aborted) return;
      for (const lane of this.#lanes.all) lane.ask(questions);
      this.#askForMissing();
    }
  }

  #take(lane: MdnsLane, { packet, sender, isUnicast, isDirect }: HeardResponse): void {
    const at = this.elapsedMs;
    const neighbour = this.#lanes.neighbourOf(sender);
    const records = liqoRecordsOf(packet);
    if (isDirect) {
      this.#contrasts.take(sender, records);
      return;
    }
    const place = isUnicast ? lane.local.interface : neighbour;
    this.#book.take(records, { at, sender, isUnicast, interface: place });
    if (records.pointers.length + records.services.length + records.addresses.length === 0) return;
    this.#tellSoon();
    this.#followUp ??= setTimeout(() => {
      this.#followUp = undefined;
      this.#askForMissing();
    }, followUpMs);
  }

  /** Asks for what a responder has left out of its answer. */
  #askForMissing(): void {
    this.#ask(this.#book.announcements(this.elapsedMs).flatMap(missingOf));
  }

  /** Asks for what would expire soon if nobody repeated it: who is still there answers. */
  #askAgain(): void {
    const due = this.#book.dueForRefresh(this.elapsedMs);
    this.#ask(due.map((instance) => ({ name: instanceName(instance), type: 'SRV' })));
  }

  #ask(asked: readonly DnsQuestion[]): void {
    if (asked.length === 0) return;
    for (const lane of this.#lanes.all) lane.ask(asked.slice(0, questionsPerMessage));
  }

  #tellSoon(): void {
    const waitMs = this.#toldAtMs + tellAgainMs - this.elapsedMs;
    if (waitMs <= 0) this.#tell();
    else this.#toTell ??= setTimeout(() => this.#tell(), waitMs);
  }

  #tell(): void {
    clearTimeout(this.#toTell);
    this.#toTell = undefined;
    this.#toldAtMs = this.elapsedMs;
    const { onChange } = this.#options;
    if (onChange === undefined) return;
    const announcements = this.#book.announcements(this.elapsedMs);
    const shown = JSON.stringify(announcements);
    if (shown === this.#shown) return;
    this.#shown = shown;
    onChange(announcements);
  }
}

function missingOf({ instance, host, addresses, state }: Announcement): DnsQuestion[] {
  if (state !== 'present') return [];
  if (host === undefined) return [{ name: instanceName(instance), type: 'SRV' }];
  if (addresses.length > 0) return [];
  return [
    { name: host, type: 'A' },
    { name: host, type: 'AAAA' },
  ];
}
