// Starts the programs under measurement.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { cpuMsOf, peakBytesOf } from '../bench-agent/measure.js';

/** A Node.js that does nothing: what every other start is held against. */
export async function bareNode() {
  const { wallMs, cpuMs, peakBytes } = await nodeProgram(['-e', '0']);
  return { wallMs, cpuMs, peakBytes };
}

/** A Node.js program run to its end, without the surroundings of the measurement but for what is given in `env`. */
export async function nodeProgram(args, { env = {} } = {}) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const times = {};
  const written = { stdout: '', stderr: '' };
  let cpuMs = 0;
  let peakBytes = 0;
  const look = () => {
    peakBytes = Math.max(peakBytes, peakBytesOf(child.pid));
    cpuMs = cpuMsOf(child.pid) || cpuMs;
  };
  const poll = setInterval(look, 10);
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      times[stream] ??= performance.now() - startedAt;
      written[stream] += text;
    });
  }
  const [exitCode] = await once(child, 'close');
  clearInterval(poll);
  return {
    exitCode,
    ...written,
    wallMs: performance.now() - startedAt,
    /** When the first of its output came. */
    outputMs: times.stdout ?? Number.NaN,
    cpuMs,
    peakBytes,
  };
}
