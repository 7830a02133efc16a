import type { AgentDigest } from '../model/agent-event.js';

/** What Kubernetes keeps of a termination message. Source: Kubernetes docs, "Customizing the termination message". */
const limitBytes = 4096;

/** Longer names do not occur; the limit keeps the digest within bounds whatever the plan says. */
const runIdLimit = 128;

/** The highest count that `truncated` is given room for. */
const widestCount = 999_999_999;

/**
 * The digest of a run: as many outcomes, in their order, as fit into 4,096 bytes of JSON. `truncated` counts the rest.
 */
export function buildDigest(full: Omit<AgentDigest, 'truncated'>): AgentDigest {
  const runId = full.runId.slice(0, runIdLimit);
  const digest = { runId, reason: full.reason, outcomes: [], truncated: widestCount } satisfies AgentDigest;
  const outcomes: AgentDigest['outcomes'] = [];
  let size = jsonBytes(digest);
  for (const outcome of full.outcomes) {
    const added = jsonBytes(outcome) + 1;
    if (size + added > limitBytes) continue;
    outcomes.push(outcome);
    size += added;
  }
  return { ...digest, outcomes, truncated: full.outcomes.length - outcomes.length };
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
