// Measures how fast and how small the programs are, each figure side by side with its reference, in one table:
//
//   npm run bench -- [--only ROW] [--rounds N] [--markdown] [--output FILE]
//
// What the rows mean, and how to get quiet figures: docs/performance.md. Linux only, for memory comes from /proc.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { agentRows } from './bench/agent-rows.js';
import { checkNames, checkRows } from './bench/check-rows.js';
import { inspectionRows } from './bench/inspection-rows.js';
import { judgeRows } from './bench/judge-rows.js';
import { prepare } from './bench/prepare.js';
import { startRows } from './bench/start-rows.js';
import { renderMarkdown, renderText } from './bench/table.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '11' },
    markdown: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const onStep = (text) => process.stderr.write(`${text}\n`);

/** Groups of rows that are measured together; the longest take fewer rounds. */
const groups = {
  start: {
    rows: ['version', 'help', 'first-call-floor', 'first-call'],
    measure: (programs) => startRows({ ...programs, rounds }),
  },
  ...Object.fromEntries(
    checkNames.map((name) => [
      `check-${name}`,
      {
        rows: ['', '-wait', '-cleaning', '-calls', '-memory'].map((end) => `check-${name}${end}`),
        measure: (programs) => checkRows(programs, { rounds: Math.ceil(rounds / 3), names: [name], onStep }),
      },
    ]),
  ),
  agent: {
    rows: ['agent-start-floor', 'agent-start', 'agent-size', 'agent-memory'],
    measure: (programs) => agentRows({ ...programs, rounds }),
  },
  judge: {
    rows: [
      'judge',
      ...['text', 'json', 'yaml', 'html', 'markdown', 'junit', 'github'].map((one) => `render-${one}`),
    ],
    measure: judgeRows,
  },
  inspection: {
    rows: ['inspection', 'inspection-calls', 'inspection-memory'],
    measure: (programs) => inspectionRows({ ...programs, rounds: Math.ceil(rounds / 3) }),
  },
};

const { only } = values;
const wanted = Object.entries(groups).filter(
  ([name, group]) => only === undefined || name === only || group.rows.includes(only),
);
if (wanted.length === 0 || !Number.isInteger(rounds) || rounds < 1) {
  const names = Object.entries(groups).flatMap(([name, { rows }]) => [name, ...rows]);
  console.error(
    `--rounds takes a whole number above 0, and --only one of: ${[...new Set(names)].join(', ')}`,
  );
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-bench-'));
try {
  const machine = describeMachine();
  onStep('building');
  const programs = await prepare(folder);
  const rows = [];
  for (const [name, group] of wanted) {
    onStep(name);
    const measured = await group.measure(programs);
    rows.push(...measured.filter((one) => only === undefined || only === name || one.name === only));
  }
  const { cores, processor, kernel, node, load } = machine;
  console.log(
    `${cores} cores (${processor}), Linux ${kernel}, Node.js ${node}, load ${load}; medians of ${rounds} rounds\n`,
  );
  console.log(values.markdown ? renderMarkdown(rows) : renderText(rows));
  if (values.output !== undefined) {
    await writeFile(values.output, `${JSON.stringify({ machine, rounds, rows }, null, 2)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
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
