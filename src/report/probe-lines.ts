import type { Observation } from '../model/observation.js';
import type { Report } from '../model/report.js';
import { formatAddress } from './endpoint-text.js';
import { layoutTable } from './table.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** Every probe: where it went, what came of it, and the milliseconds of each phase. */
export function probeLines(report: Report, style: TextStyle): string[] {
  const head = ['PROBE', `FROM ${style.symbols.arrow} TO`, 'ADDRESS', 'OUTCOME', 'TIMINGS'];
  const rows = report.probes.map((probe) => fieldsOf(probe, style));
  return (
    layoutTable(
      head.map((text) => ({ text, paint: style.paint.faint })),
      rows.map((fields) => fields.map((text) => ({ text }))),
      style.width,
    )?.flat() ??
    rows.flatMap((fields) => paragraph(fields.join('  '), style.width, { first: '', rest: '  ' }))
  );
}

function fieldsOf(probe: Observation, style: TextStyle): string[] {
  const { arrow } = style.symbols;
  const view = probe.view === probe.from ? probe.from : `${probe.from} ${probe.view}`;
  const scheme = probe.protocol === 'https' ? 'https://' : `${probe.protocol.toUpperCase()} `;
  const why = [probe.phase, probe.cause].filter((each) => each !== undefined).join(', ');
  const timings = Object.entries(probe.timingsMs).map(([phase, ms]) => `${phase} ${milliseconds(ms)}`);
  return [
    probe.id,
    `${view} ${arrow} ${probe.target} ${probe.service} (${probe.purpose})`,
    `${scheme}${formatAddress(probe.host, probe.port)}`,
    why === '' ? probe.outcome : `${probe.outcome} (${why})`,
    [...timings, ...datagramCounts(probe)].join(', '),
  ].map((text) => style.clean(text));
}

function datagramCounts({ datagrams }: Observation): string[] {
  return datagrams === undefined ? [] : [`${datagrams.received} of ${datagrams.sent} datagrams answered`];
}

/** How long the run and its stages took. */
export function timingLines(report: Report, style: TextStyle): string[] {
  const stages = Object.entries(report.timing.stages).map(([stage, ms]) => `${stage} ${milliseconds(ms)}`);
  const total = `Started at ${report.timing.startedAt}, took ${milliseconds(report.timing.durationMs)}`;
  return paragraph(style.clean(`${[total, ...stages].join(', ')}.`), style.width);
}

/** Milliseconds for people: `3 ms`, `0.4 ms`, `2.1 s`. */
function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms >= 10 ? ms.toFixed(0) : String(Number(ms.toFixed(1)))} ms`;
}
