// Measures the agent side by side with nmap and the Prometheus blackbox exporter, on this machine's loopback.
// Usage: npm run bench:agent -- [--only NAME] [--repeat N] [--scale F] [--output FILE]; method: docs/benchmarks.md
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { createCertificate } from './bench-agent/certificate.js';
import { key, runId } from './bench-agent/endpoints.js';
import { renderScenario, summarise } from './bench-agent/report.js';
import { runScenario } from './bench-agent/scenario.js';
import { measureStartup } from './bench-agent/startup.js';

const all = ['agent', 'nmap', 'blackbox'];
const scenarios = [
  { name: 'tls-1000', serves: 'tls', count: 1000, net: 10, tools: all },
  { name: 'tls-5000', serves: 'tls', count: 5000, net: 11, tools: all },
  // The blackbox exporter knows no UDP but DNS.
  { name: 'udp-10000', serves: 'datagrams', count: 10_000, net: 20, tools: ['agent', 'nmap'] },
  { name: 'blocked-5000', serves: 'nothing', count: 5000, net: 30, tools: all },
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    repeat: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    output: { type: 'string' },
  },
});

const project = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-bench-'));
try {
  const setup = await prepare();
  const startup = await measureStartup(setup);
  const { size } = await stat(setup.bundle);
  const machine = describeMachine();
  console.log(
    `${machine.cores} cores (${machine.processor}), Linux ${machine.kernel}, Node.js ${machine.node}, load ${machine.load}`,
  );
  console.log(
    `Agent: ${(size / 1024).toFixed(0)} KiB, first packet ${startup.firstPacketMs.toFixed(0)} ms after its start (a Node.js that does nothing: ${startup.bareNodeMs.toFixed(0)} ms)\n`,
  );
  const measured = [];
  for (const scenario of scenarios.filter(({ name }) => (values.only ?? name) === name)) {
    const scaled = { ...scenario, count: Math.ceil(scenario.count * Number(values.scale)) };
    const rounds = await runScenario(scaled, setup);
    const results = Object.fromEntries([...rounds].map(([tool, runs]) => [tool, summarise(runs)]));
    const { name, count } = scaled;
    measured.push({ name, count, results });
    console.log(renderScenario({ name, count, results }));
  }
  if (values.output !== undefined) {
    const repeat = setup.repeat;
    const report = { machine, repeat, agentBytes: size, startup, scenarios: measured };
    await writeFile(values.output, `${JSON.stringify(report, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** What the scenarios have in common: the agent's file, the responder's code, keys, and which tools are absent. */
async function prepare() {
  execFileSync(process.execPath, [join(project, 'build.js'), join(folder, 'dist')], { cwd: project });
  const modules = join(folder, 'modules.mjs');
  await build({
    stdin: {
      contents:
        "export { Responder } from './src/probe/responder.ts'; export { encodeDatagram } from './src/probe/datagram.ts';",
      resolveDir: project,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: modules,
  });
  const { encodeDatagram } = await import(pathToFileURL(modules).href);
  const request = { type: 'request', probe: 'nmap', sequence: 0, nonce: new Uint8Array(16) };
  return {
    folder,
    bundle: join(folder, 'dist', 'agent.mjs'),
    modules: pathToFileURL(modules).href,
    certificate: await createCertificate(),
    keyHex: key.toString('hex'),
    datagramHex: encodeDatagram(request, { runId, key }).toString('hex'),
    repeat: Number(values.repeat),
    absent: absentTools(),
    onStep: (text) => process.stderr.write(`${text}\n`),
  };
}

function absentTools() {
  const programs = { nmap: 'nmap', blackbox: 'prometheus-blackbox-exporter' };
  const absent = Object.entries(programs).filter(([, program]) => !isInstalled(program));
  return new Map(absent.map(([tool, program]) => [tool, `${program} is not installed`]));
}

function isInstalled(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function describeMachine() {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    kernel: release(),
    node: process.versions.node,
    load: loadavg()
      .map((load) => load.toFixed(1))
      .join(' '),
  };
}
