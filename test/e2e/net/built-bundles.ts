import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Bundles } from '../../lab/prove/real-check.js';

const dist = (file: string): string => fileURLToPath(new URL(`../../../dist/${file}`, import.meta.url));

/** The bundles that `npm run build` has made, as the command line at the operator's machine uses them. */
export function builtBundles(): Omit<Bundles, 'remove'> {
  return { runnerPath: dist('lab-runner.mjs'), agentSource: readFileSync(dist('agent.mjs'), 'utf8') };
}
