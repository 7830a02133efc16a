// Wall time, CPU time and peak memory of another process, from /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const tickMs = 10; // _SC_CLK_TCK is 100 on every Linux.

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Numbers of /proc/PID/stat after the command, which may hold spaces; index 0 is field 3, see proc(5). */
function statFields(pid) {
  const text = readText(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU time, user and system, that a running process has used so far. */
export function cpuMsOf(pid) {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** CPU time of the children that have ended and been waited for. */
function endedChildrenCpuMs() {
  const fields = statFields('self');
  return (Number(fields[13]) + Number(fields[14])) * tickMs;
}

/** The highest resident memory of a running process so far. */
export function peakBytesOf(pid) {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** Runs a program to its end. No other child may end meanwhile. */
export async function measureProgram(command, args, stderr = 'inherit') {
  const cpuBefore = endedChildrenCpuMs();
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', stderr] });
  let peakBytes = 0;
  const poll = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakBytesOf(child.pid));
  }, 10);
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const [exitCode] = await once(child, 'close');
  const wallMs = performance.now() - startedAt;
  clearInterval(poll);
  const cpuMs = endedChildrenCpuMs() - cpuBefore;
  return { wallMs, cpuMs, peakBytes, exitCode, output: Buffer.concat(chunks).toString() };
}
