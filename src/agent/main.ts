import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import type { AgentDigest, AgentEvent } from '../model/agent-event.js';
import { agentPlanSchema } from '../model/agent-plan.js';
import { nodeWorld } from '../probe/node-world.js';
import { runAgent } from './run-agent.js';

export { runAgent };

const terminationLog = '/dev/termination-log';
const keyBytes = 16;

/**
 * The program inside the pod: `node agent.mjs --plan <file> --key <file>`. The key file's 16 bytes are the key.
 * Events go to stdout, one line of JSON each, and the digest to the termination log where there is one.
 * Gives the exit code: 0 when it did its work, however it ended; 1 when it could not.
 */
async function main(): Promise<number> {
  const termination = new AbortController();
  const terminate = () => termination.abort();
  process.once('SIGTERM', terminate);
  process.once('SIGINT', terminate);
  // Whoever read the log may have gone; the digest still tells.
  process.stdout.on('error', () => {});
  try {
    const { plan, key } = readArguments();
    const digest = await runAgent({
      world: nodeWorld(),
      plan,
      key,
      node: process.env['NODE_NAME'] ?? '',
      emit: writeEvent,
      signal: termination.signal,
    });
    writeDigest(digest);
    return digest.reason === 'crashed' ? 1 : 0;
  } catch (error) {
    writeEvent({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

function readArguments() {
  const { values } = parseArgs({ options: { plan: { type: 'string' }, key: { type: 'string' } } });
  if (values.plan === undefined || values.key === undefined)
    throw new Error('both --plan and --key are needed');
  const plan = agentPlanSchema.parse(JSON.parse(readFileSync(values.plan, 'utf8')));
  const key = Uint8Array.from(readFileSync(values.key));
  // With another key than the responder's, everything that works would look filtered.
  if (key.length !== keyBytes) throw new Error(`the key has ${key.length} bytes rather than ${keyBytes}`);
  return { plan, key };
}

function writeEvent(event: AgentEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function writeDigest(digest: AgentDigest): void {
  if (!existsSync(terminationLog)) return;
  try {
    writeFileSync(terminationLog, JSON.stringify(digest));
  } catch {
    // The digest only stands in for a lost log, which has told everything already.
  }
}

/** A ConfigMap's files are symbolic links, which Node resolves before it loads a module. */
function isMainModule(): boolean {
  const script = process.argv[1];
  return (
    script !== undefined && existsSync(script) && import.meta.url === pathToFileURL(realpathSync(script)).href
  );
}

if (isMainModule()) {
  const exitCode = await main();
  // A name resolution under way would hold the process for ten seconds more.
  process.stdout.write('', () => process.exit(exitCode));
}
