// The longest chain of waits that a check cannot avoid, made up from what was measured in the same run.

/**
 * Calls of an API server that need the answer of the one before: two for the first connection with TLS; reading the
 * cluster; asking what is permitted there; looking for the Namespace, making it and asking what is admitted in it;
 * creating the responder's Job; seeing its pod and opening its log; creating a prober's Job; seeing its pod and opening
 * its log.
 */
const callsInSeries = 12;

/**
 * Node.js starts, calls go back and forth, the slower responder starts, and then the slowest prober starts and probes.
 * A pod starts from the creation of its Job to the first line of its agent; it probes from there to its last.
 */
export function criticalPathMs({ bareNodeMs, roundTripMs, pods }) {
  const responders = pods.filter(({ role }) => role === 'responder').map(({ startMs }) => startMs);
  const probers = pods.filter(({ role }) => role === 'prober').map(({ startMs, workMs }) => startMs + workMs);
  return bareNodeMs + callsInSeries * roundTripMs + Math.max(...responders) + Math.max(...probers);
}
