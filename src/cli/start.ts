import process from 'node:process';

import { version } from './version.js';

/**
 * Runs the program as a process: the launcher calls it. Everything else is loaded only for lines that need it: reading
 * the command line takes longer to load than Node.js takes to start.
 */
export async function runProcess(): Promise<void> {
  const [first, ...others] = process.argv.slice(2);
  if (first === '--version' && others.length === 0) {
    // Whoever read it may have gone.
    process.stdout.on('error', () => undefined).write(`${version}\n`);
    return;
  }
  // This file is the bundle's entry, beside which the other built files lie.
  await (await import('./main.js')).runMain(new URL('.', import.meta.url));
}
