// Measures, in network namespaces of its own, how often the agent's probes are wrong where packets get lost:
//
//   npm run prove:loss -- --runs 1000 [--seed 1] [--loss 20] [--at-once 200]
//
// Three namespaces: prober - router - responder. The router drops so many percent of all packets in each direction, drawn
// by the kernel (nftables numgen), which takes no seed: --seed makes the run's key and name. Needs root on Linux; the
// host's own network is not touched. Exit code 0: nothing wrong was said; 1: something was; 2: could not be carried out.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    loss: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '200' },
    serve: { type: 'string' },
  },
});
const runs = positive('runs');
const atOnce = positive('at-once');
const loss = positive('loss');
/** Addresses of each side; each of the prober's speaks to one of the responder's, as many hosts would. */
const hosts = 32;
const ports = { udp: 30742, tcp: 30743, https: 30744 };
const runId = `loss-${values.seed}`;
const key = createHash('sha256').update(runId).digest().subarray(0, 16);
const spaces = ['prober', 'router', 'responder'].map((role) => `liqo-doctor-${process.pid}-${role}`);
const [prober, router, responder] = spaces;

/** What is probed, and what an agent would call reached. */
const kinds = [
  { name: 'UDP stand-in', kind: 'stand-in-udp', port: ports.udp, service: 'gateway', reached: 'replied' },
  { name: 'TCP stand-in', kind: 'stand-in-tcp', port: ports.tcp, service: 'auth', reached: 'open' },
  { name: 'TCP, TLS and HTTP', kind: 'auth', port: ports.https, service: 'auth', reached: 'open' },
];

if (values.serve === undefined) process.exitCode = await main();
else serve(values.serve);

function positive(name) {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} takes a whole number above 0`);
    process.exit(2);
  }
  return value;
}

/** The HTTPS server, inside the responder's namespace: an authentication server as far as the probe goes. */
function serve(directory) {
  const read = (name) => readFileSync(join(directory, name));
  createServer({ key: read('server.key'), cert: read('server.crt') }, (_request, response) => {
    response.end('{"clusterId":"some-cluster"}');
  }).listen(ports.https, () => console.log('listening'));
}

async function main() {
  const problem = createNamespaces();
  if (problem !== undefined) {
    console.error(`Not carried out: this machine lets no network namespaces be made here (${problem}).`);
    removeNamespaces();
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), 'liqo-doctor-loss-'));
  const servers = [];
  try {
    await prepare(directory);
    servers.push(await startResponder(directory), await startServer(directory));
    return await measure(directory);
  } finally {
    for (const server of servers) server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
    removeNamespaces();
  }
}

/** Undefined when all went well, else the words of what did not. */
function createNamespaces() {
  if (process.platform !== 'linux') return 'it is not Linux';
  if (process.getuid() !== 0) return 'it takes root';
  const near = (host) => `10.77.0.${host}`;
  const far = (host) => `10.78.0.${host}`;
  const numbers = Array.from({ length: hosts }, (_, index) => index + 1);
  const lines = [
    ...spaces.map((space) => `netns add ${space}`),
    ...spaces.map((space) => `-n ${space} link set lo up`),
    `link add near netns ${prober} type veth peer name near netns ${router}`,
    `link add far netns ${responder} type veth peer name far netns ${router}`,
    `-n ${router} address add 10.77.0.254/24 dev near`,
    `-n ${router} address add 10.78.0.254/24 dev far`,
    ...numbers.map((host) => `-n ${prober} address add ${near(host)}/24 dev near`),
    ...numbers.map((host) => `-n ${responder} address add ${far(host)}/24 dev far`),
    `-n ${prober} link set near up`,
    `-n ${router} link set near up`,
    `-n ${router} link set far up`,
    `-n ${responder} link set far up`,
    `-n ${responder} route add default via 10.78.0.254`,
    ...numbers.map((host) => `-n ${prober} route add ${far(host)}/32 via 10.77.0.254 src ${near(host)}`),
    `-n ${prober} route add 10.79.0.0/24 via 10.77.0.254`,
    `-n ${router} route add 10.79.0.0/24 via ${far(1)}`,
  ];
  for (const line of lines) {
    const done = spawnSync('ip', line.split(' '), { encoding: 'utf8' });
    if (done.status !== 0) return done.error?.message ?? done.stderr.trim();
  }
  const rules = `table inet loss { chain forward { type filter hook forward priority 0;
    ip daddr 10.79.0.0/24 counter drop
    iifname "near" counter name "seen_near"
    iifname "near" numgen random mod 100 < ${loss} counter name "lost_near" drop
    iifname "far" counter name "seen_far"
    iifname "far" numgen random mod 100 < ${loss} counter name "lost_far" drop
  }
  ${['seen_near', 'lost_near', 'seen_far', 'lost_far'].map((name) => `counter ${name} { }`).join('\n')}
  }`;
  const forwarding = inside(router, ['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward']);
  if (forwarding.status !== 0) return forwarding.stderr.trim();
  const filtering = inside(router, ['nft', '-f', '-'], rules);
  return filtering.status === 0 ? undefined : (filtering.error?.message ?? filtering.stderr.trim());
}

function removeNamespaces() {
  for (const space of spaces) spawnSync('ip', ['netns', 'del', space]);
}

function inside(space, command, input) {
  return spawnSync('ip', ['netns', 'exec', space, ...command], { encoding: 'utf8', input });
}

/** Builds the agent as it travels to a pod, and a certificate for the server. */
async function prepare(directory) {
  const from = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' };
  const agent = { entryPoints: [from('src/agent/main.ts')], outfile: join(directory, 'agent.mjs') };
  const certificates = join(directory, 'certificates.mjs');
  const helper = { entryPoints: [from('test/helpers/probe-certificates.ts')], outfile: certificates };
  await build({ ...common, ...agent, minify: true });
  // CommonJS dependencies call require() for Node's own modules; an ES module has to bring its own.
  const banner = {
    js: "import{createRequire as load}from'node:module';const require=load(import.meta.url);",
  };
  await build({ ...common, ...helper, banner });
  const { createAuthority } = await import(certificates);
  const server = await (await createAuthority('Loss')).issue({ names: ['10.78.0.1'] });
  writeFileSync(join(directory, 'server.key'), server.key);
  writeFileSync(join(directory, 'server.crt'), server.cert);
  writeFileSync(join(directory, 'key'), key);
}

async function startResponder(directory) {
  const plan = { role: 'responder', runId, side: 'remote', deadlineMs: 3_600_000 };
  const process = startAgent(directory, responder, { ...plan, udpPort: ports.udp, tcpPort: ports.tcp });
  await until(process, (line) => line.includes('"listening"'));
  process.stdout.resume();
  return process;
}

async function startServer(directory) {
  const script = fileURLToPath(import.meta.url);
  const command = ['netns', 'exec', responder, process.execPath, script, '--serve', directory];
  const server = spawn('ip', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  await until(server, (line) => line === 'listening');
  return server;
}

function startAgent(directory, space, plan) {
  const file = join(directory, `${plan.role}.json`);
  writeFileSync(file, JSON.stringify(plan));
  const agent = ['agent.mjs', '--plan', file, '--key', join(directory, 'key')];
  return spawn('ip', ['netns', 'exec', space, process.execPath, ...agent], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function until(child, isAwaited) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => isAwaited(line) && resolve());
    child.once('exit', (code) => reject(new Error(`a server ended with code ${code}`)));
  });
}

async function measure(directory) {
  console.log(`${runs} runs of each, ${loss} % of all packets dropped in each direction, ${atOnce} at once`);
  let wrong = 0;
  for (const linear of [4, 0]) {
    const schedule = linear === 0 ? '0, 1, 3 s (before Linux 6.5)' : '0, 1, 2, 3, 4 s';
    const file = '/proc/sys/net/ipv4/tcp_syn_linear_timeouts';
    const isSet = inside(prober, ['sh', '-c', `echo ${linear} >${file}`]).status === 0;
    console.log(`\nSYNs at ${isSet ? schedule : 'the times of this kernel, which lets no others be chosen'}`);
    for (const each of kinds) {
      if (linear === 0 && each.kind === 'stand-in-udp') continue;
      const reachable = await probe(directory, each, '10.78.0');
      wrong += report(`${each.name}, reachable`, reachable, (outcome) => outcome !== each.reached);
      const blocked = await probe(directory, each, '10.79.0');
      wrong += report(`${each.name}, blocked`, blocked, (outcome) => outcome === each.reached);
    }
    if (!isSet) break;
  }
  console.log(`\n${lossSeen()}\n${wrong} wrong in all`);
  return wrong === 0 ? 0 : 1;
}

/** Has agents carry out all runs, so many at a time, and gives the observations with the wall time in all. */
async function probe(directory, { kind, port, service }, network) {
  const startedAt = performance.now();
  const observations = [];
  for (let done = 0; done < runs; done += atOnce) {
    const probes = Array.from({ length: Math.min(atOnce, runs - done) }, (_, index) => {
      const host = `${network}.${(index % hosts) + 1}`;
      return {
        kind,
        id: `${kind}-${done + index}`,
        purpose: 'stand-in',
        service,
        target: 'remote',
        host,
        port,
      };
    });
    const plan = { role: 'prober', runId: runId, from: 'local', view: 'pod', deadlineMs: 120_000, probes };
    const agent = startAgent(directory, prober, plan);
    for await (const line of createInterface({ input: agent.stdout })) {
      const event = JSON.parse(line);
      if (event.type === 'observation') observations.push(event.observation);
      if (event.type === 'crashed') throw new Error(event.message);
    }
  }
  return { observations, wallMs: performance.now() - startedAt };
}

/** Prints a line and gives how many were wrong. */
function report(name, { observations, wallMs }, isWrong) {
  const counts = new Map();
  for (const { outcome, cause } of observations) {
    const what = cause === undefined ? outcome : `${outcome} (${cause})`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const wrong = observations.filter(({ outcome }) => isWrong(outcome)).length;
  const took = observations
    .map(({ timingsMs }) => Object.values(timingsMs).reduce((sum, ms) => sum + ms, 0))
    .toSorted((one, other) => one - other);
  const at = (share) => `${((took[Math.floor((took.length - 1) * share)] ?? 0) / 1000).toFixed(2)} s`;
  const again = observations.filter(({ connections }) => connections !== undefined).length;
  const outcomes = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  const more = again === 0 ? '' : `; ${again} on further connections`;
  const times = `each ${at(0.5)} median, ${at(0.99)} p99, ${at(1)} longest; ${(wallMs / 1000).toFixed(1)} s in all`;
  console.log(`  ${name}: ${wrong} of ${observations.length} wrong; ${outcomes}${more}; ${times}`);
  return wrong + runs - observations.length;
}

function lossSeen() {
  const listed = JSON.parse(inside(router, ['nft', '-j', 'list', 'counters']).stdout).nftables;
  const packets = Object.fromEntries(
    listed.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])),
  );
  const share = (way) =>
    `${((100 * packets[`lost_${way}`]) / packets[`seen_${way}`]).toFixed(1)} % of ${packets[`seen_${way}`]}`;
  return `The router dropped ${share('near')} packets towards the responder and ${share('far')} on their way back.`;
}
