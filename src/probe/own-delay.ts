import type { Clock } from './world.js';

/** A timing may be off by so many milliseconds before it is worth a word. */
const tolerableMs = 100;

const intervalMs = 20;

/** Notices when this process was too busy to take note of what came in from the network. */
export interface OwnDelayWatch {
  /** The longest such time since a moment of the clock, in milliseconds; `undefined` when none was over 100. */
  since(startedAt: number): number | undefined;
  stop(): void;
}

/** Begins to watch. It does not keep the process alive. */
export function watchOwnDelay(clock: Clock): OwnDelayWatch {
  const stalls: { readonly endedAt: number; readonly ms: number }[] = [];
  let lastTickAt = clock.now();
  const lateness = () => clock.now() - lastTickAt - intervalMs;
  const timer = setInterval(() => {
    const ms = lateness();
    lastTickAt = clock.now();
    if (ms > tolerableMs) stalls.push({ endedAt: lastTickAt, ms });
  }, intervalMs);
  timer.unref();
  return {
    since: (startedAt) => {
      const seen = stalls.filter(({ endedAt }) => endedAt > startedAt).map(({ ms }) => ms);
      const longest = Math.max(lateness(), ...seen);
      return longest > tolerableMs ? Math.round(longest) : undefined;
    },
    stop: () => clearInterval(timer),
  };
}
