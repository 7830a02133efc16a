const millisecondsOf = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/**
 * Milliseconds of a duration as kubectl and liqoctl write it: `300ms`, `5s`, `2m`, `1m30s`, `1.5h`.
 * `undefined` for anything else, a number without unit included.
 * SOURCE: Go `time.ParseDuration`, without its units below a millisecond and without signs.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/u.test(text)) return undefined;
  const parts = text.matchAll(/(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s|m|h)/gu);
  let total = 0;
  for (const { groups } of parts) total += Number(groups?.['amount']) * unitOf(groups?.['unit']);
  return Math.round(total);
}

/** As `parseDuration` reads it, to whole seconds: `15s`, `9m30s`, `1h5m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('') || '0s';
}

function unitOf(unit: string | undefined): number {
  return unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h' ? millisecondsOf[unit] : Number.NaN;
}
