/** Milliseconds for people: `3 ms`, `0.4 ms`, `2.1 s`. */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : String(Number(ms.toFixed(1)))} ms`;
}
