import stringWidth from 'string-width';

import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import {
  type ConnectionState,
  type PicturedCluster,
  type PicturedConnection,
  pictureOf,
  type Picture,
} from './picture.js';
import type { TextStyle } from './text-style.js';

/** Narrower terminals have no room for two clusters side by side; the table says the same. */
const leastWidth = 60;

/** Columns of a line that stay free for the dashes and head of its arrow. */
const leastDashes = 8;

/** The two clusters with an arrow for every connection, drawn in text; none where the terminal is too narrow. */
export function mapLines(report: Report, style: TextStyle): string[] {
  if (style.width < leastWidth) return [];
  const picture = pictureOf(report);
  const head = headLines(picture, style);
  return head === undefined
    ? []
    : [...head, ...picture.connections.map((connection) => arrowLine(connection, picture, style))];
}

/** The clusters' names at both margins; `undefined` when they are too long to stand side by side. */
function headLines({ clusters, between }: Picture, style: TextStyle): string[] | undefined {
  const left = style.clean(describe('local', clusters.local));
  const right = style.clean(describe('remote', clusters.remote));
  const middle = style.clean(between);
  const free = style.width - stringWidth(left) - stringWidth(right) - stringWidth(middle);
  if (free < 4) return undefined;
  const gap = Math.floor(free / 2);
  return [
    `${style.paint.strong(left)}${' '.repeat(gap)}${style.paint.faint(middle)}${' '.repeat(free - gap)}${style.paint.strong(right)}`,
  ];
}

function describe(side: Side, { name, place, isBehindNat }: PicturedCluster): string {
  const details = [side, ...(place === undefined ? [] : [place]), ...(isBehindNat ? ['behind NAT'] : [])];
  return `${name} (${details.join(', ')})`;
}

function arrowLine(connection: PicturedConnection, { clusters }: Picture, style: TextStyle): string {
  const { line, bar, left, right } = style.ascii
    ? { line: '-', bar: '|', left: '<', right: '>' }
    : { line: '─', bar: '│', left: '◀', right: '▶' };
  const inner = style.width - 4;
  const { mark, paint } = markOf(connection.state, style);
  const label = labels(connection, clusters)
    .map((text) => ` ${mark} ${style.clean(text)} `)
    .find((text, index, all) => stringWidth(text) <= inner - leastDashes || index === all.length - 1);
  const dashes = Math.max(inner - stringWidth(label ?? '') - 1, 0);
  const before = Math.min(6, dashes);
  const shaft = `${line.repeat(before)}${label ?? ''}${line.repeat(dashes - before)}`;
  const arrow = connection.to === 'remote' ? `${shaft}${right}` : `${left}${shaft}`;
  return `${bar} ${paint(arrow)} ${bar}`;
}

/** What stands on an arrow, the fullest first: the last one is taken where none has room. */
function labels({ service, stoppedAt }: PicturedConnection, clusters: Picture['clusters']): string[] {
  if (stoppedAt === undefined) return [service];
  const { side, what } = stoppedAt;
  return [`${service}: ${what} of ${clusters[side].name}`, `${service}: ${what}`, service];
}

function markOf(
  state: ConnectionState,
  { symbols, paint }: TextStyle,
): { readonly mark: string; readonly paint: (text: string) => string } {
  switch (state) {
    case 'works':
      return { mark: symbols.pass, paint: paint.good };
    case 'blocked':
      return { mark: symbols.fail, paint: paint.bad };
    case 'unknown':
      return { mark: symbols.unknown, paint: paint.doubt };
    case 'unneeded':
      return { mark: symbols.none, paint: paint.faint };
  }
}
