// The measurements as a table for people.
import { median } from './startup.js';

const mebibyte = 1024 * 1024;

/** The median of each measure over the rounds; of what was right, the worst round. */
export function summarise(rounds) {
  if (!Array.isArray(rounds)) return rounds;
  const middle = (name) => median(rounds.map((round) => round[name]));
  return {
    wallMs: Math.round(middle('wallMs')),
    cpuMs: middle('cpuMs'),
    peakMiB: Math.round(middle('peakBytes') / mebibyte),
    right: Math.min(...rounds.map(({ right }) => right)),
    ...('doubtfulTimings' in rounds[0] && { doubtfulTimings: middle('doubtfulTimings') }),
  };
}

const columns = [
  { title: 'TOOL', width: 10 },
  { title: 'RIGHT', width: 13 },
  { title: 'WALL', width: 17 },
  { title: 'CPU', width: 17 },
  { title: 'PEAK MEMORY', width: 18 },
];

/** A table for one scenario; what stands in brackets is the multiple of the agent's figure. */
export function renderScenario({ name, count, results }) {
  const lines = [name, row(columns.map(({ title }) => title))];
  for (const [tool, result] of Object.entries(results)) {
    if ('skipped' in result) lines.push(row([tool, `not run: ${result.skipped}`]));
    else lines.push(row([tool, `${result.right}/${count}`, ...measures(result, results.agent)]));
  }
  return `${lines.join('\n')}\n`;
}

function measures(result, agent) {
  const ratio = (measure) =>
    result === agent ? '' : ` (${(result[measure] / agent[measure]).toFixed(2)} x)`;
  return [
    `${(result.wallMs / 1000).toFixed(2)} s${ratio('wallMs')}`,
    `${(result.cpuMs / 1000).toFixed(2)} s${ratio('cpuMs')}`,
    `${result.peakMiB} MiB${ratio('peakMiB')}`,
  ];
}

function row(texts) {
  return `  ${texts.map((text, index) => text.padEnd(columns[index].width)).join('')}`.trimEnd();
}
