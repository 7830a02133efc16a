import { isIPv4 } from 'node:net';

import type {
  Announcement,
  DiscoveryView,
  FoundCluster,
  LanSight,
  TriedAddress,
} from '../model/discovery.js';
import { sleep } from '../probe/deadline.js';
import { type OwnDelayWatch, watchOwnDelay } from '../probe/own-delay.js';
import type { ProbeContext } from '../probe/probe-context.js';
import { type BrowseOptions, LanBrowser } from './browse-lan.js';
import { foundByMdns, type Trial, type Verdict, verdictOn } from './found-cluster.js';
import { tryAddress } from './try-address.js';
import { isPortRefused } from './unicast-contrasts.js';

/** What a discovery on the LAN is told. */
export interface LanDiscoveryOptions {
  /** How addresses are tried; its signal ends the trials. */
  readonly context: ProbeContext;
  readonly view: DiscoveryView;
  /** Ends the listening; trials under way go on. */
  readonly listening: AbortSignal;
  readonly interfaces?: readonly string[] | undefined;
  /** The ID of the kubeconfig's own cluster, as soon as it is known. */
  readonly ownClusterId?: (() => string | undefined) | undefined;
  readonly onChange?: ((clusters: readonly FoundCluster[]) => void) | undefined;
  readonly onInterface?: BrowseOptions['onInterface'];
  readonly limits?: BrowseOptions['limits'];
  /** Addresses that are asked by unicast too, for contrast, as soon as they are known. */
  readonly contrasts?: Promise<readonly string[]> | undefined;
}

/** What was found, and what was seen of the LAN. */
export interface LanDiscovery {
  readonly clusters: readonly FoundCluster[];
  readonly sight: LanSight;
}

/** Clusters that are tried at the same time. */
const lanes = 8;

/** Trials that are begun within so long at most: a flood of announcements must not become a flood of connections. */
const trialLimit = 512;
const trialWindowMs = 600_000;

/** Liqo uses an IPv4 address where one answers: an IPv6 address that is faster waits so long for it. */
const ipv4LagMs = 100;

interface TrialState extends Trial {
  /** What was tried: another host, port or address is another trial. */
  readonly subject: string;
  /** How often it had come back by then: one that is back is another one until it has answered. */
  readonly returns: number;
}

/** Finds clusters by mDNS and tries each as soon as its records are complete. */
export class LanDiscovererRun {
  readonly #options: LanDiscoveryOptions;
  readonly #browser: LanBrowser;
  readonly #trials = new Map<string, TrialState>();
  readonly #startedBySender = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  #ownDelay: OwnDelayWatch | undefined;
  #started = 0;
  #countingSinceMs = 0;
  #announcements: readonly Announcement[] = [];

  constructor(options: LanDiscoveryOptions) {
    this.#options = options;
    this.#browser = new LanBrowser({
      clock: options.context.world.clock,
      interfaces: options.interfaces,
      signal: options.listening,
      limits: options.limits,
      onInterface: options.onInterface,
      onChange: (announcements) => {
        this.#announcements = announcements;
        this.#startTrials();
        this.#tell();
      },
    });
  }

  async run(): Promise<LanDiscovery> {
    void this.#options.contrasts?.then((addresses) => this.#contrast(addresses));
    this.#ownDelay = watchOwnDelay(this.#options.context.world.clock);
    await this.#browser.run();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    this.#ownDelay.stop();
    this.#announcements = this.#browser.sight().announcements;
    return { clusters: this.#clusters(), sight: this.#browser.sight() };
  }

  #contrast(addresses: readonly string[]): void {
    const { context, listening } = this.#options;
    for (const address of addresses) {
      this.#browser.contrast(address);
      void isPortRefused(address, context.world, listening).then((isRefused) => {
        if (isRefused) this.#browser.refuse(address);
      });
    }
  }

  #clusters(): readonly FoundCluster[] {
    return this.#announcements.map((announcement) => {
      const trial = this.#trialOf(announcement) ?? { tried: [] };
      return foundByMdns(announcement, trial, this.#options.view);
    });
  }

  /** What was tried since it was heard, or since it came back. */
  #trialOf({ instance, returns = 0 }: Announcement): TrialState | undefined {
    const trial = this.#trials.get(instance);
    return trial?.returns === returns ? trial : undefined;
  }

  #tell(): void {
    this.#options.onChange?.(this.#clusters());
  }

  /** Begins to count trials anew when it is time, and forgets those of what is no longer remembered. */
  #countAnew(): void {
    if (this.#browser.elapsedMs - this.#countingSinceMs < trialWindowMs) return;
    this.#countingSinceMs = this.#browser.elapsedMs;
    this.#started = 0;
    this.#startedBySender.clear();
    const remembered = new Set(this.#announcements.map(({ instance }) => instance));
    for (const instance of this.#trials.keys()) if (!remembered.has(instance)) this.#trials.delete(instance);
  }

  #startTrials(): void {
    this.#countAnew();
    while (this.#underWay.size < lanes && this.#started < trialLimit) {
      const next = this.#nextToTry();
      if (next === undefined) return;
      const trial = this.#try(next).finally(() => {
        this.#underWay.delete(trial);
        this.#startTrials();
      });
      this.#underWay.add(trial);
    }
  }

  /** The sender of whom least was tried goes first, so that none who announces much delays the others. */
  #nextToTry(): Announcement | undefined {
    const open = this.#announcements.filter(
      (each) =>
        each.state === 'present' &&
        each.port !== undefined &&
        each.addresses.length > 0 &&
        this.#trials.get(each.instance)?.subject !== subjectOf(each),
    );
    const triedOf = ({ senders }: Announcement) => this.#startedBySender.get(senders[0] ?? '') ?? 0;
    return open.toSorted((one, other) => triedOf(one) - triedOf(other))[0];
  }

  async #try(announcement: Announcement): Promise<void> {
    const { instance, addresses, port = 0, senders, returns = 0 } = announcement;
    const { context, ownClusterId } = this.#options;
    const sender = senders[0] ?? '';
    this.#started += 1;
    this.#startedBySender.set(sender, (this.#startedBySender.get(sender) ?? 0) + 1);
    const subject = subjectOf(announcement);
    const { tried: before = [], verdict: earlier } = this.#trialOf(announcement) ?? {};
    this.#trials.set(instance, { tried: before, verdict: earlier, subject, returns });
    const expectation = () => ({ clusterId: instance, ownClusterId: ownClusterId?.() });
    const tried: TriedAddress[] = [];
    const decide = (verdict: Verdict) => {
      // Another trial has begun meanwhile, of what is announced now.
      const last = this.#trials.get(instance);
      if (last?.subject !== subject) return;
      // Further addresses that answer change nothing about when it was known.
      const isKnown = last.verdict?.status === verdict.status;
      const decidedMs = (isKnown ? last.decidedMs : undefined) ?? this.#browser.elapsedMs;
      this.#trials.set(instance, { tried: [...tried], verdict, decidedMs, subject, returns });
      this.#tell();
    };
    let openIpv4 = addresses.filter(({ address }) => isIPv4(address)).length;
    await Promise.all(
      addresses.map(async ({ address, interface: heardOn }) => {
        const startedAt = context.world.clock.now();
        const seen = await tryAddress({ address, interface: heardOn, port }, context);
        const ownDelayMs = this.#ownDelay?.since(startedAt);
        tried.push({ ...seen, ...(ownDelayMs !== undefined && { ownDelayMs }) });
        if (isIPv4(address)) openIpv4 -= 1;
        const { status, by } = verdictOn(tried, expectation());
        if (status !== 'verified' && status !== 'own') return;
        // One that answers rightly is shown at once, however long the others take.
        this.#browser.settle(instance);
        if (openIpv4 > 0 && !isIPv4(by?.address ?? '')) await sleep(ipv4LagMs, context.signal);
        decide(verdictOn(tried, expectation()));
      }),
    );
    decide(verdictOn(tried, expectation()));
  }
}

function subjectOf({ host, port, addresses, returns }: Announcement): string {
  return JSON.stringify([host, port, addresses, returns]);
}
