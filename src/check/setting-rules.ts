import { isIP } from 'node:net';

/** What a setting may be, and how that is said to whoever gave something else. */
export interface SettingRule {
  readonly allows: (text: string) => boolean;
  readonly words: string;
}

/** A namespace. SOURCE: Kubernetes, "Object Names and IDs", RFC 1123 label names. */
export const namespaceRule: SettingRule = {
  allows: (text) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/u.test(text),
  words: 'must be a namespace: lower-case letters, digits and hyphens, at most 63',
};

/** An IP address. */
export const addressRule: SettingRule = {
  allows: (text) => isIP(text) !== 0,
  words: 'must be an IP address',
};

/** A host name or IP address. */
export const hostRule: SettingRule = {
  allows: (text) => /^[a-zA-Z0-9._:-]{1,253}$/u.test(text),
  words: 'must be a host name or an IP address',
};

/** The parts of a taint: the key is a qualified name, the value one of a label. Sources of regular expressions. */
export const taintKey =
  '(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
export const taintValue = '[-A-Za-z0-9_.]{0,63}';
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

export const highestPort = 65_535;
/** The least MTU that IPv4 guarantees to carry whole (RFC 791 §3.1), in bytes. */
export const leastMtu = 576;
/** A longer run is a mistake, and Node's timers end at 24 days. Milliseconds. */
export const longestRunMs = 24 * 3_600_000;
