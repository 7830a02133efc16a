import type { Report } from '../model/report.js';
import { type Note, obstaclesOf, warningsOf } from './notes.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** What stands in the way beside the requirements, with its remedy. */
export function obstacleLines(report: Report, style: TextStyle): string[] {
  return obstaclesOf(report).flatMap((note) => noteLines(note, style));
}

/** What is worth knowing beside the requirements, with its remedy. */
export function warningLines(report: Report, style: TextStyle): string[] {
  return warningsOf(report).flatMap((note) => noteLines(note, style));
}

function noteLines({ code, status, clusters, said, remedy }: Note, style: TextStyle): string[] {
  const { paint, symbols } = style;
  const mark = status === 'fail' ? paint.bad(symbols.fail) : paint.doubt(symbols.warning);
  const where = clusters.length === 0 ? '' : ` (${clusters.join(', ')})`;
  const told = style.clean(`${code}${where}: ${said}`);
  return [
    ...paragraph(told, style.width, { first: `${mark} `, rest: '  ' }),
    ...(remedy === undefined ? [] : paragraph(style.clean(remedy), style.width, { first: '  ', rest: '  ' })),
  ];
}
