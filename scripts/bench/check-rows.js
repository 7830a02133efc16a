// Whole checks on the lab against their critical paths, and what they ask of the API servers.
import { criticalPathMs } from './critical-path.js';
import { withLab } from './lab.js';
import { bareNode } from './programs.js';
import { median } from './statistics.js';
import { mib, row, seconds } from './table.js';

const healthyGoal = 1.15;
/** Milliseconds that a probe of a silent UDP port takes: both rounds of src/probe/limits.ts. */
const probeTimeoutMs = 8250;
const blockedGoal = 1.15;
const memoryLimit = 150 * 1024 * 1024;

const checks = [
  { name: 'healthy', scenario: 'same-lan', what: 'healthy, two clusters in one LAN' },
  { name: 'healthy-far', scenario: 'same-lan', delayMs: 50, what: 'the same, API servers 50 ms away' },
  {
    name: 'healthy-cloud',
    scenario: 'cloud-to-cloud',
    what: 'healthy clouds, whose nodes are silent from outside',
  },
  { name: 'blocked', scenario: 'same-lan', isBlocked: true, what: 'fully blocked, in one LAN' },
  { name: 'blocked-cloud', scenario: 'cloud-to-cloud', isBlocked: true, what: 'fully blocked clouds' },
];

/** The names of these rows' checks. */
export const checkNames = checks.map(({ name }) => name);

/** Rows on each of the checks named. */
export async function checkRows(programs, { rounds, names, onStep }) {
  const rows = [];
  for (const { name, what, ...lab } of checks.filter((one) => names.includes(one.name))) {
    onStep(`check ${name}`);
    const runs = await withLab(programs, lab, (check) => runsOf(check, rounds));
    rows.push(...rowsOf({ name, what }, runs));
  }
  return rows;
}

async function runsOf(check, rounds) {
  const runs = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { wallMs: bareNodeMs } = await bareNode();
    const run = await check();
    if (round > 0) runs.push({ ...run, bareNodeMs, criticalMs: criticalPathMs({ ...run, bareNodeMs }) });
  }
  return runs;
}

function rowsOf({ name, what }, runs) {
  const isBlocked = name.startsWith('blocked');
  const middle = (pick) => median(runs.map(pick));
  const reportMs = middle(({ outputMs }) => outputMs);
  const criticalMs = middle(({ criticalMs: one }) => one);
  const afterPods = middle(({ outputMs, bareNodeMs, pods }) => outputMs - bareNodeMs - startOf(pods));
  const stages = Object.keys(runs[0].timing.stages).map(
    (stage) => `${stage} ${seconds(middle(({ timing }) => timing.stages[stage]))}`,
  );
  const against = { name: `check-${name}`, measured: `report after ${seconds(reportMs)}` };
  return [
    row({
      ...against,
      what: `whole \`check\`, ${what}: ${stages.join(', ')}`,
      reference: `critical path ${seconds(criticalMs)}`,
      ratio: middle((run) => run.outputMs / run.criticalMs),
      ...(!isBlocked && { limit: healthyGoal, goal: `≤ ${healthyGoal} × critical path` }),
    }),
    ...(isBlocked
      ? [
          row({
            name: `check-${name}-wait`,
            what: 'its time without the start of Node.js and of two pods',
            measured: seconds(afterPods),
            reference: `one probe timeout ${seconds(probeTimeoutMs)}`,
            ratio: afterPods / probeTimeoutMs,
            limit: blockedGoal,
            goal: `≤ ${blockedGoal} × timeout`,
          }),
        ]
      : []),
    row({
      name: `check-${name}-cleaning`,
      what: 'cleaning up after its report',
      measured: seconds(middle(({ wallMs, outputMs }) => wallMs - outputMs)),
    }),
    callRow(name, runs),
    row({
      name: `check-${name}-memory`,
      what: 'peak memory of the command line',
      measured: mib(middle(({ peakBytes }) => peakBytes)),
      value: middle(({ peakBytes }) => peakBytes),
      limit: memoryLimit,
      goal: '≤ 150 MiB',
    }),
  ];
}

/** How long the run waits for pods at least: the slower responder, and then the slowest prober. */
function startOf(pods) {
  const slowest = (wanted) =>
    Math.max(...pods.filter(({ role }) => role === wanted).map(({ startMs }) => startMs));
  return slowest('responder') + slowest('prober');
}

function callRow(name, runs) {
  const middle = (pick) => median(runs.map(({ api }) => Math.max(...api.map(pick))));
  const bytes = middle((one) => one.bytes);
  return row({
    name: `check-${name}-calls`,
    what: 'API calls of it in the cluster that has more, with bytes of bodies and connections',
    measured: `${middle(({ calls }) => calls)} calls, ${(bytes / 1024).toFixed(0)} KiB, ${middle(({ connections }) => connections)} connections`,
  });
}
