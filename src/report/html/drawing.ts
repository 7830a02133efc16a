import { type Side, sides } from '../../model/peering.js';
import { type Markup, markup } from '../markup.js';
import type {
  ConnectionState,
  Picture,
  PicturedCluster,
  PicturedConnection,
  PicturedObstacle,
} from '../picture.js';

/** Measures in units of the drawing, which are CSS pixels at full size. */
interface Layout {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly boxWidth: number;
  /** Width of the strip in front of a cluster: its NAT router, or the edge of its network. */
  readonly edgeWidth: number;
  readonly laneHeight: number;
  readonly fontSize: number;
}

/** For a desktop and for a telephone: scaled down, the first could not be read there. */
const layouts: readonly Layout[] = [
  { name: 'wide', width: 960, boxWidth: 170, edgeWidth: 30, laneHeight: 54, fontSize: 14 },
  { name: 'narrow', width: 360, boxWidth: 52, edgeWidth: 18, laneHeight: 74, fontSize: 13 },
];

const boxTop = 40;
const top = 64;
const marks: Readonly<Record<ConnectionState, string>> = {
  works: '✓',
  blocked: '✗',
  unknown: '?',
  unneeded: '–',
};
const words: Readonly<Record<ConnectionState, string>> = {
  works: 'works',
  blocked: 'blocked',
  unknown: 'unknown',
  unneeded: 'not needed',
};

/** The picture as SVG, once for wide and once for narrow pages; style sheets show one of them. */
export function drawPicture(picture: Picture): Markup {
  return markup`${layouts.map((layout) => draw(picture, layout))}`;
}

function draw(picture: Picture, layout: Layout): Markup {
  const { width, laneHeight, name, fontSize } = layout;
  const { connections, clusters, between } = picture;
  const edges = { local: edgeOf(picture, 'local'), remote: edgeOf(picture, 'remote') };
  const bottom = top + connections.length * laneHeight + 16;
  const height = bottom + (edges.local === undefined && edges.remote === undefined ? 1 : 24);
  return markup`<svg class="picture ${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(picture)}">
<text class="between" x="${width / 2}" y="24" font-size="${fontSize}" text-anchor="middle">${between}</text>
${sides.map((side) => clusterBox({ side, cluster: clusters[side], edge: edges[side], bottom }, layout))}
${connections.map((connection, index) => lane(connection, top + index * laneHeight, layout))}
</svg>`;
}

/** The same in words, for those who do not see it. */
function describe({ clusters, connections }: Picture): string {
  const sentences = connections.map(({ service, from, to, state, stoppedAt }) => {
    const where = stoppedAt === undefined ? '' : ` (${stoppedAt.what} of ${clusters[stoppedAt.side].name})`;
    return `${service} of ${clusters[to].name} from ${clusters[from].name}: ${words[state]}${where}`;
  });
  return `${sentences.join('; ')}.`;
}

/** What packets pass on their way out of a cluster, as far as it matters: a NAT router, or what stops some of them. */
function edgeOf({ clusters, connections }: Picture, side: Side): string | undefined {
  if (clusters[side].isBehindNat) return 'NAT router';
  const stopped = connections.flatMap(({ stoppedAt }) => (stoppedAt?.side === side ? [stoppedAt.what] : []));
  const [what, ...others] = new Set(stopped);
  return others.length === 0 ? what : 'firewall';
}

interface Box {
  readonly side: Side;
  readonly cluster: PicturedCluster;
  readonly edge: string | undefined;
  /** Where it ends, from the top of the drawing. */
  readonly bottom: number;
}

function clusterBox({ side, cluster, edge, bottom }: Box, layout: Layout): Markup {
  const { width, boxWidth, fontSize } = layout;
  const isLeft = side === 'local';
  const x = isLeft ? 1 : width - boxWidth - 1;
  const boxHeight = bottom - boxTop;
  const middle = { x: x + boxWidth / 2, y: boxTop + boxHeight / 2 };
  const captionX = isLeft ? 1 : width - 1;
  const anchor = isLeft ? 'start' : 'end';
  const place = [side, ...(cluster.place === undefined ? [] : [cluster.place])].join(', ');
  const name = shorten(cluster.name, layout.name === 'wide' ? 36 : 14);
  return markup`<g>
<title>${cluster.name} (${place}${cluster.isBehindNat ? ', behind NAT' : ''})</title>
<text class="name" x="${captionX}" y="14" font-size="${fontSize}" text-anchor="${anchor}">${name}</text>
<text class="place" x="${captionX}" y="31" font-size="${fontSize - 2}" text-anchor="${anchor}">${place}</text>
<rect class="cluster" x="${x}" y="${boxTop}" width="${boxWidth}" height="${boxHeight}" rx="8"/>
${edge === undefined ? undefined : edgeStrip({ side, cluster, edge, bottom }, layout)}
${upright('Kubernetes cluster', { ...middle, fontSize })}
</g>`;
}

/** The strip in front of a cluster, with what it is below it, where no arrow crosses the words. */
function edgeStrip({ side, cluster, edge, bottom }: Box, layout: Layout): Markup {
  const { width, boxWidth, edgeWidth, fontSize } = layout;
  const x = side === 'local' ? 1 + boxWidth : width - boxWidth - 1 - edgeWidth;
  const kind = cluster.isBehindNat ? 'edge nat' : 'edge';
  return markup`<rect class="${kind}" x="${x}" y="${boxTop}" width="${edgeWidth}" height="${bottom - boxTop}" rx="4"/>
<text class="place" x="${x + edgeWidth / 2}" y="${bottom + 16}" font-size="${fontSize - 1}" text-anchor="middle">${edge}</text>`;
}

function upright(
  text: string,
  { x, y, fontSize }: { readonly x: number; readonly y: number; readonly fontSize: number },
): Markup {
  return markup`<text class="upright" x="${x}" y="${y}" font-size="${fontSize}" text-anchor="middle" dominant-baseline="central" transform="rotate(-90 ${x} ${y})">${text}</text>`;
}

/** One connection: its label above an arrow, the mark of its state where packets are stopped or half way. */
function lane(connection: PicturedConnection, y: number, layout: Layout): Markup {
  const { width, boxWidth, edgeWidth, laneHeight } = layout;
  const { state, stoppedAt, to } = connection;
  const left = 1 + boxWidth;
  const right = width - boxWidth - 1;
  const arrowY = y + laneHeight - 16;
  const [start, end] = to === 'remote' ? [left, right] : [right, left];
  const markX = markAt(connection, { left, right, edgeWidth });
  const isStopped = state === 'blocked' && stoppedAt !== undefined;
  const room = right - left - 2 * edgeWidth - 16;
  return markup`<g class="lane ${state}">
<title>${titleOf(connection)}</title>
${label(connection, { room, baseline: arrowY - 16 }, layout)}
<path class="way" d="M${start} ${arrowY}H${isStopped ? markX : end}"/>
${isStopped ? markup`<path class="cut" d="M${markX} ${arrowY}H${end}"/>` : undefined}
${arrowHead(end, arrowY, to === 'remote')}
<circle class="mark" cx="${markX}" cy="${arrowY}" r="11"/>
<text class="sign" x="${markX}" y="${arrowY}" font-size="15" text-anchor="middle" dominant-baseline="central">${marks[state]}</text>
</g>`;
}

function label(
  { service, endpoint }: PicturedConnection,
  { room, baseline }: { readonly room: number; readonly baseline: number },
  { name, width, fontSize }: Layout,
): Markup[] {
  const address = endpoint ?? 'no address';
  const letters = Math.floor(room / (fontSize * 0.54));
  const texts = name === 'wide' ? [`${service}: ${address}`] : [service, address.replace('https://', '')];
  const lines = texts.map((text) => shorten(text, letters));
  return lines.map((line, index) => {
    const y = baseline - (lines.length - 1 - index) * (fontSize + 3);
    return markup`<text class="label" x="${width / 2}" y="${y}" font-size="${fontSize - index}" text-anchor="middle">${line}</text>`;
  });
}

function titleOf({ service, state, endpoint, stoppedAt }: PicturedConnection): string {
  const where = stoppedAt === undefined ? '' : `, by the ${whose(stoppedAt)}`;
  return `${service}${endpoint === undefined ? '' : ` at ${endpoint}`}: ${words[state]}${where}`;
}

function whose({ what, side }: PicturedObstacle): string {
  return `${what} (${side} cluster)`;
}

/** At the edge where packets are stopped; else in the middle of the way. */
function markAt(
  { state, stoppedAt }: PicturedConnection,
  { left, right, edgeWidth }: { readonly left: number; readonly right: number; readonly edgeWidth: number },
): number {
  if (state !== 'blocked' || stoppedAt === undefined) return (left + right) / 2;
  return stoppedAt.side === 'local' ? left + edgeWidth / 2 : right - edgeWidth / 2;
}

function arrowHead(x: number, y: number, pointsRight: boolean): Markup {
  const back = pointsRight ? x - 9 : x + 9;
  return markup`<path class="head" d="M${x} ${y}L${back} ${y - 5}V${y + 5}Z"/>`;
}

/** Longer text loses its end; the whole of it is in the title and in the table. */
function shorten(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(room - 1, 1))}…`;
}
