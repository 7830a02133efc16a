import type { MappingProbe, ProbeTask } from '../model/agent-plan.js';

/**
 * Silences that are tried, in milliseconds, each a little longer than what it stands for: the 2 s between two pings in
 * the tunnel of Liqo v1.x, the 10 s between two keepalives up to v0.10, the 25 s that WireGuard recommends, and the
 * 60 s after which many routers forget a flow.
 *
 * Source: Liqo v1.2.0 pkg/gateway/connection, v0.10.3 pkg/liqonet/tunnel/wireguard/driver.go; wg(8); RFC 4787 §4.3.
 */
export const idleTimesMs: readonly number[] = [4000, 12_000, 27_000, 65_000];

/** Beside the silence itself: finding the path, letting the flow become old enough, and waiting for the late reply. */
const aroundMs = 15_000;

/** How long a probe takes that falls silent, at most, in milliseconds; 0 for others. */
export function idleProbeMs(task: ProbeTask): number {
  const idleMs = task.kind === 'mapping' ? (task.idleMs ?? []) : [];
  return idleMs.length === 0 ? 0 : Math.max(...idleMs) + aroundMs;
}

/**
 * The mapping probes once more, as probes of their own, with those silences for which there is time: so what the first
 * ones see is known at once. Empty when there is time for none.
 */
export function idleProbes(
  tasks: readonly ProbeTask[],
  { idleMs, withinMs }: { readonly idleMs: readonly number[]; readonly withinMs: number },
): MappingProbe[] {
  const fitting = idleMs.filter((ms) => ms + aroundMs <= withinMs);
  if (fitting.length === 0) return [];
  return tasks.flatMap((task) =>
    task.kind === 'mapping' ? [{ ...task, id: `${task.id}-idle`, idleMs: [...fitting] }] : [],
  );
}
