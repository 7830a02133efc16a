import { readFileSync } from 'node:fs';

import * as z from 'zod/mini';

const namesSchema = z.object({ declared: z.array(z.string()), read: z.array(z.string()) });

/** The names of the values that a release's chart declares, and those that its templates read. */
export interface ChartValues {
  readonly release: string;
  readonly declared: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`chart-values/${name}`, import.meta.url), 'utf8'));
}

/** Every release of Liqo from v0.3.0 to v1.2.0, with the value names of its own chart. */
export const chartValues: readonly ChartValues[] = Object.entries(
  z.record(z.string(), z.string()).parse(readJson('index.json')),
).map(([release, file]) => {
  const { declared, read } = namesSchema.parse(readJson(file));
  return { release, declared: new Set(declared), read: new Set(read) };
});
