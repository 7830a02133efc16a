// How long the command line takes to start: to its version, its help, and its first call of an API server.
import { bareNode, nodeProgram } from './programs.js';
import { startApiServer, writeKubeconfig } from './api-server.js';
import { inTurns } from './statistics.js';
import { ms, row } from './table.js';

const versionGoal = 1.3;
const firstCallGoal = 3;

/** The rows on the start of the command line. */
export async function startRows({ folder, launcher, smallestPath, rounds }) {
  const servers = [await startApiServer(), await startApiServer()];
  try {
    const [local, remote] = await Promise.all(
      servers.map((server, index) => writeKubeconfig(folder, `start-${index}`, server)),
    );
    const firstCall = async (program) => {
      for (const server of servers) server.reset();
      const startedAt = performance.now();
      const { cpuMs } = await nodeProgram([program, 'check', '--kubeconfig', local, '--remote', remote]);
      const first = Math.min(...servers.map(({ seen }) => seen.firstRequestAt ?? Infinity));
      return { wallMs: first - startedAt, cpuMs };
    };
    const measured = await inTurns(rounds, {
      bare: bareNode,
      version: () => program([launcher, '--version']),
      help: () => program([launcher, '--help']),
      smallest: () => firstCall(smallestPath),
      firstCall: () => firstCall(launcher),
    });
    const { bare } = measured;
    const against = (name, parts) =>
      row({
        name,
        measured: ms(parts.wallMs),
        reference: `bare Node.js ${ms(bare.wallMs)}`,
        ratio: parts.wallMs / bare.wallMs,
        ...parts,
      });
    return [
      against('version', {
        what: '`--version`',
        ...measured.version,
        limit: versionGoal,
        goal: `≤ ${versionGoal} × bare`,
      }),
      against('help', { what: '`--help`', ...measured.help }),
      against('first-call-floor', {
        what: 'the same by yargs and @kubernetes/client-node alone, without a line of ours',
        ...measured.smallest,
      }),
      against('first-call', {
        what: '`check` until its first request to an API server',
        ...measured.firstCall,
        limit: firstCallGoal,
        goal: `≤ ${firstCallGoal} × bare`,
      }),
    ];
  } finally {
    for (const server of servers) server.close();
  }
}

async function program(args) {
  const { wallMs, cpuMs } = await nodeProgram(args);
  return { wallMs, cpuMs };
}
