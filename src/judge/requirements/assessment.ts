import type { Observation } from '../../model/observation.js';
import type { Endpoint, Exposure, Side } from '../../model/peering.js';
import type { Assurance, Blocker, RequirementStatus } from '../../model/requirement.js';

/** What was decided of one requirement, before the matrix row and a prescription are put to it. */
export interface Assessment {
  readonly status: RequirementStatus;
  /** One sentence. */
  readonly reason: string;
  /** IDs of the observations it rests on. */
  readonly evidence: readonly string[];
  /** What Liqo would advertise. */
  readonly endpoint: Endpoint | null;
  readonly configured: Exposure | null;
  readonly assurance?: Assurance | undefined;
  /** Whose own packet filter drops what arrives there, such as `node worker-1 of the gateway`. */
  readonly droppedOn?: string | undefined;
  /** Unknown, and unmet as far as anything was seen: what would make it met is prescribed all the same. */
  readonly isUnlikely?: boolean | undefined;
  /** Where its packets are stopped. */
  readonly blocker?: Blocker | undefined;
  /** The observation that decided; absent when facts alone did. */
  readonly decisive?: Observation | undefined;
}

/** `The local cluster` at the start of a sentence. */
export function theCluster(side: Side): string {
  return `The ${side} cluster`;
}

/** A text with its first letter in upper case, to begin a sentence. */
export function sentence(text: string): string {
  const full = text.charAt(0).toUpperCase() + text.slice(1);
  return full.endsWith('.') ? full : `${full}.`;
}

/** A text to go on within a sentence: without its final stop. */
export function clause(text: string): string {
  return text.replace(/\.$/, '');
}
