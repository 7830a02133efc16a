import type { AddressResult, Observation } from '../model/observation.js';
import { sides } from '../model/peering.js';
import type { Report } from '../model/report.js';
import { connectionWords, datagramWords } from './datagram-words.js';
import { formatAddress } from './endpoint-text.js';
import { mappingWords } from './mapping-words.js';
import { milliseconds } from './milliseconds.js';
import { pathMtuWords } from './path-mtu-words.js';
import { layoutTable } from './table.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** Every probe: where it went, what came of it, and the milliseconds of each phase. */
export function probeLines(report: Report, style: TextStyle): string[] {
  const head = ['PROBE', `FROM ${style.symbols.arrow} TO`, 'ADDRESS', 'OUTCOME', 'TIMINGS'];
  const rows = probeRows(report, style);
  return (
    layoutTable(
      head.map((text) => ({ text, paint: style.paint.faint })),
      rows.map((fields) => fields.map((text) => ({ text }))),
      style.width,
    )?.flat() ??
    rows.flatMap((fields) =>
      paragraph(fields.filter((field) => field !== '').join('  '), style.width, { first: '', rest: '  ' }),
    )
  );
}

/** The fields of every probe, and of each address that its name has; a row of those begins with empty fields. */
export function probeRows(report: Pick<Report, 'probes'>, style: TextStyle): string[][] {
  return report.probes.flatMap((probe) => [
    fieldsOf(probe, style),
    ...(probe.addresses ?? []).map((each) => addressFields(each, probe, style)),
  ]);
}

function fieldsOf(probe: Observation, style: TextStyle): string[] {
  const { arrow } = style.symbols;
  const view = viewOf(probe);
  const scheme = probe.protocol === 'https' ? 'https://' : `${probe.protocol.toUpperCase()} `;
  return [
    probe.id,
    `${view} ${arrow} ${probe.target} ${probe.service} (${probe.purpose})`,
    `${scheme}${formatAddress(probe.host, probe.port)}${throughProxy(probe)}`,
    outcomeOf(probe),
    [
      ...timingsOf(probe),
      ...ownDelayWords(probe),
      ...datagramWords(probe),
      ...pathMtuWords(probe),
      ...connectionWords(probe),
      ...mappingWords(probe),
    ].join(', '),
  ].map((text) => style.clean(text));
}

/** Where a probe came from: `local pod`, `local pod on worker-2`, `local node worker-1` or `operator`. */
function viewOf({ from, view, node }: Observation): string {
  if (view === from) return from;
  if (node === undefined) return `${from} ${view}`;
  return view === 'node' ? `${from} node ${node}` : `${from} ${view} on ${node}`;
}

/** A row below a probe for one of the addresses that its name has, or its proxy's. */
function addressFields(each: AddressResult, { port, proxy }: Observation, style: TextStyle): string[] {
  const address = `  ${formatAddress(each.address, proxy?.port ?? port)}`;
  return ['', '', address, outcomeOf(each), timingsOf(each).join(', ')].map((text) => style.clean(text));
}

function throughProxy({ proxy }: Observation): string {
  return proxy === undefined ? '' : ` via ${proxy.scheme}://${formatAddress(proxy.host, proxy.port)}`;
}

function outcomeOf({ outcome, phase, cause }: Pick<Observation, 'outcome' | 'phase' | 'cause'>): string {
  const why = [phase, cause].filter((each) => each !== undefined).join(', ');
  return why === '' ? outcome : `${outcome} (${why})`;
}

function timingsOf({ timingsMs }: Pick<Observation, 'timingsMs'>): string[] {
  return Object.entries(timingsMs).map(([phase, ms]) => `${phase} ${milliseconds(ms)}`);
}

/** Says when the timings are not the network's. */
function ownDelayWords({ ownDelayMs }: Observation): string[] {
  return ownDelayMs === undefined
    ? []
    : [`unreliable, as the prober was held up for ${milliseconds(ownDelayMs)}`];
}

/** What ran in the run's pods, for whoever lets them in. */
export function podLines({ pods }: Report, style: TextStyle): string[] {
  if (pods === undefined) return [];
  const images = sides.map((side) => `${side} ${pods.images[side].join(', ') || 'none'}`);
  const lines = [`Agent: SHA-256 ${pods.agentSha256} (dist/agent.mjs)`, `Images: ${images.join('; ')}`];
  return lines.flatMap((line) => paragraph(style.clean(line), style.width));
}
