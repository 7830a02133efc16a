import type { AnnouncedAddress, Announcement, AnnouncementState } from '../model/discovery.js';
import { CountedNames } from './counted-names.js';
import type { LiqoRecords } from './liqo-records.js';

/** When, where and how a message was heard. */
export interface Hearing {
  /** Milliseconds since the search began. */
  readonly at: number;
  readonly sender: string;
  /** The interface that the sender is a neighbour at; absent where it is none at any. */
  readonly interface?: string | undefined;
  /** True for an answer by unicast to a port of its own, whose times to live are capped (RFC 6762 §6.7). */
  readonly isUnicast: boolean;
}

/** How much is remembered. */
export interface BookLimits {
  readonly instances: number;
  readonly instancesPerSender: number;
  readonly addressesPerHost: number;
  /** Names of instances that are not looked at, which are only counted. */
  readonly counted: number;
}

const defaultLimits: BookLimits = {
  instances: 256,
  instancesPerSender: 64,
  addressesPerHost: 16,
  counted: 20_000,
};

/** How long a record counts that only unicast answers told: a little longer than the longest pause between questions. */
const unicastLifetimeMs = 75_000;

/** Interfaces and senders that are kept of one instance. */
const placesLimit = 8;

interface Instance {
  readonly name: string;
  readonly firstHeardMs: number;
  lastHeardMs: number;
  host?: string;
  port?: number;
  ttlSeconds?: number;
  expiresAt: number;
  refreshedAt: number;
  state: AnnouncementState;
  returns: number;
  readonly interfaces: Set<string>;
  readonly senders: Set<string>;
}

type AddressesOfHost = Map<string, AnnouncedAddress>;

/**
 * What has been announced so far. However much is announced, it remembers a bounded part: no sender takes more than its
 * share, and what is kept is not displaced by what is only said more often.
 */
export class AnnouncementBook {
  readonly #limits: BookLimits;
  readonly #instances = new Map<string, Instance>();
  readonly #hosts = new Map<string, AddressesOfHost>();
  readonly #notKept: CountedNames;
  readonly #settled = new Set<string>();

  constructor(limits: Partial<BookLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#notKept = new CountedNames(this.#limits.counted);
  }

  /** Takes in what a message says. */
  take(records: LiqoRecords, hearing: Hearing): void {
    for (const { instance, ttl } of records.pointers) this.#hear(instance, ttl, hearing);
    for (const { instance, host, port, ttl } of records.services) {
      const heard = this.#hear(instance, ttl, hearing);
      if (heard === undefined || ttl === 0) continue;
      if (heard.host !== undefined && heard.host !== host) this.#forgetHost(heard.host);
      heard.host = host;
      heard.port = port;
      if (!this.#hosts.has(host)) this.#hosts.set(host, new Map());
      if (!hearing.isUnicast) heard.ttlSeconds = ttl;
    }
    for (const { host, address, ttl } of records.addresses) this.#learn(host, address, { ttl, hearing });
  }

  /** Marks an instance that answered as a cluster: nothing displaces it any more. */
  settle(instance: string): void {
    this.#settled.add(instance.toLowerCase());
  }

  /** Takes in that an interface is gone: what was heard by no other one is heard no more. */
  leave(interfaceName: string): void {
    for (const addresses of this.#hosts.values()) {
      for (const [key, { interface: heardOn }] of addresses)
        if (heardOn === interfaceName) addresses.delete(key);
    }
    for (const instance of this.#instances.values()) {
      const wasHeardThere = instance.interfaces.delete(interfaceName);
      if (wasHeardThere && instance.interfaces.size === 0) instance.state = 'cut-off';
    }
  }

  /** Everything that is remembered, in the order in which it was heard. Marks what has not been repeated in time. */
  announcements(now: number): readonly Announcement[] {
    return [...this.#instances.values()].map((instance) => this.#announcement(instance, now));
  }

  /**
   * Instances that have used up four fifths of their time without being repeated, each at most four times. Who watches
   * a record asks for it then (RFC 6762 §5.2).
   */
  dueForRefresh(now: number): readonly string[] {
    return [...this.#instances.values()].filter((each) => isDue(each, now)).map(({ name }) => name);
  }

  /** Instances that were not looked at; at least so many. */
  get notKept(): number {
    return this.#notKept.size;
  }

  #announcement(instance: Instance, now: number): Announcement {
    if (instance.state === 'present' && now >= instance.expiresAt) instance.state = 'expired';
    const { name, host, port, ttlSeconds, interfaces, senders, state, firstHeardMs, returns } = instance;
    return {
      instance: name,
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      addresses: [
        ...(
          (host === undefined ? undefined : this.#hosts.get(host)) ?? new Map<string, AnnouncedAddress>()
        ).values(),
      ],
      ...(ttlSeconds !== undefined && { ttlSeconds }),
      interfaces: [...interfaces],
      senders: [...senders],
      state,
      firstHeardMs,
      ...(returns > 0 && { returns }),
    };
  }

  #hear(name: string, ttl: number, hearing: Hearing): Instance | undefined {
    const key = name.toLowerCase();
    const known = this.#instances.get(key);
    if (ttl === 0) {
      if (known !== undefined) known.state = 'goodbye';
      return known;
    }
    const instance = known ?? this.#admit(name, hearing);
    if (instance === undefined) return undefined;
    if (instance.state !== 'present') this.#revive(instance);
    const lifetimeMs = hearing.isUnicast ? unicastLifetimeMs : ttl * 1000;
    // A short-lived multicast answer does not outlive its own word because a unicast one came as well.
    const { ttlSeconds } = instance;
    instance.expiresAt =
      hearing.isUnicast && ttlSeconds !== undefined
        ? Math.max(instance.expiresAt, hearing.at + ttlSeconds * 1000)
        : hearing.at + lifetimeMs;
    instance.state = 'present';
    instance.lastHeardMs = hearing.at;
    addWithin(instance.senders, hearing.sender);
    if (hearing.interface !== undefined) addWithin(instance.interfaces, hearing.interface);
    return instance;
  }

  /** One that is back may be elsewhere now: what was known of its place has gone with it. */
  #revive(instance: Instance): void {
    if (instance.host !== undefined) this.#forgetHost(instance.host);
    delete instance.host;
    delete instance.port;
    delete instance.ttlSeconds;
    instance.interfaces.clear();
    instance.senders.clear();
    instance.returns += 1;
  }

  /** Room for a new instance, if there is some or can be made. */
  #admit(name: string, hearing: Hearing): Instance | undefined {
    const { instances, instancesPerSender } = this.#limits;
    const key = name.toLowerCase();
    const ofSender = [...this.#instances.values()].filter(
      ({ senders, state }) => state === 'present' && senders.has(hearing.sender),
    );
    const isTooMuch = ofSender.length >= instancesPerSender;
    if (isTooMuch || (this.#instances.size >= instances && !this.#makeRoom())) {
      this.#notKept.add(key);
      return undefined;
    }
    const instance: Instance = {
      name,
      firstHeardMs: hearing.at,
      lastHeardMs: hearing.at,
      expiresAt: 0,
      refreshedAt: 0,
      state: 'present',
      returns: 0,
      interfaces: new Set(),
      senders: new Set(),
    };
    this.#instances.set(key, instance);
    return instance;
  }

  /**
   * Displaces what was heard longest ago: what is gone first, then what is incomplete, and never what is settled and
   * there.
   */
  #makeRoom(): boolean {
    const all = [...this.#instances];
    const gone = all.filter(([, { state }]) => state !== 'present');
    const open = all.filter(([key]) => !this.#settled.has(key));
    const incomplete = open.filter(([, { host }]) => host === undefined);
    const candidates = [gone, incomplete, open].find(({ length }) => length > 0) ?? [];
    const [oldest] = candidates.toSorted(([, one], [, other]) => one.lastHeardMs - other.lastHeardMs);
    if (oldest === undefined) return false;
    const [key, { host, state }] = oldest;
    if (host !== undefined) this.#forgetHost(host);
    this.#instances.delete(key);
    this.#settled.delete(key);
    if (state === 'present') this.#notKept.add(key);
    return true;
  }

  /** Forgets a host that no instance points to any more. */
  #forgetHost(host: string): void {
    const isNeeded = [...this.#instances.values()].filter((instance) => instance.host === host).length > 1;
    if (!isNeeded) this.#hosts.delete(host);
  }

  #learn(
    host: string,
    address: string,
    { ttl, hearing }: { readonly ttl: number; readonly hearing: Hearing },
  ): void {
    const addresses = this.#hosts.get(host);
    if (addresses === undefined) return;
    const key = `${address} ${hearing.interface ?? ''}`;
    if (ttl === 0) addresses.delete(key);
    else if (addresses.size < this.#limits.addressesPerHost) {
      addresses.set(key, {
        address,
        ...(hearing.interface !== undefined && { interface: hearing.interface }),
      });
    }
  }
}

function isDue(instance: Instance, now: number): boolean {
  const { expiresAt, lastHeardMs, refreshedAt, state } = instance;
  const lifetimeMs = expiresAt - lastHeardMs;
  const isLate = state === 'present' && now >= lastHeardMs + lifetimeMs * 0.8 && now < expiresAt;
  if (!isLate || now - refreshedAt < lifetimeMs * 0.06) return false;
  instance.refreshedAt = now;
  return true;
}

function addWithin(places: Set<string>, place: string): void {
  if (places.size < placesLimit) places.add(place);
}
