import type { Report } from '../model/report.js';
import { formatForward } from './endpoint-text.js';
import { type Changes, type Remedy, stepsOf, undecidedOf, type Way } from './steps.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

const indent = '   ';

/**
 * What has to be done, one numbered step for each requirement that is unmet or for which something can be done: why,
 * the changes with the cluster they belong to, the router's forwarding row, and the commands, which are never wrapped.
 */
export function whatToDoLines(report: Report, style: TextStyle): string[] {
  return stepsOf(report).flatMap(({ name, status, ways, codes }, index) => {
    const title = `${index + 1}. ${capitalised(name)} (${status})`;
    return [
      ...(index === 0 ? [] : ['']),
      ...paragraph(style.clean(title), style.width, { first: '', rest: indent }).map(style.paint.strong),
      ...ways.flatMap((way) => wayLines(way, style)),
      ...codes.flatMap((code) => indented(`More: liqo-doctor explain ${code}`, style).map(style.paint.faint)),
    ];
  });
}

/** What could not be decided and nothing can be done about here: the reason says how to find out. */
export function notKnownLines(report: Report, style: TextStyle): string[] {
  const first = `${style.paint.doubt(style.symbols.unknown)} `;
  return undecidedOf(report).flatMap(({ names, reason }) =>
    paragraph(style.clean(`${capitalised(names.join(', '))}: ${reason}`), style.width, { first, rest: '  ' }),
  );
}

function wayLines({ heading, reason, remedy }: Way, style: TextStyle): string[] {
  return [
    ...(heading === undefined ? [] : indented(heading, style)),
    ...indented(reason, style),
    ...(remedy === undefined ? [] : remedyLines(remedy, style)),
  ];
}

function remedyLines(remedy: Remedy, style: TextStyle): string[] {
  const { summary, isDisruptive, others } = remedy;
  return [
    ...(summary === undefined ? [] : indented(summary, style)),
    ...changeLines(remedy, style),
    ...(isDisruptive ? indented(disruptionNotice, style) : []),
    ...others.flatMap((other) => [...indented(`Or: ${other.summary}`, style), ...changeLines(other, style)]),
  ];
}

/** What is said of a change that may interrupt others. */
export const disruptionNotice = 'This may interrupt peerings that are active now.';

/** The changes with the cluster that each belongs to, the router's forwarding row, and the commands. */
function changeLines({ changes, portForward, commands }: Changes, style: TextStyle): string[] {
  return [
    ...changes.flatMap(({ cluster, words }) =>
      paragraph(style.clean(`${cluster}: ${words}`), style.width, {
        first: `${indent}- `,
        rest: `${indent}  `,
      }),
    ),
    ...(portForward === undefined
      ? []
      : ['', `${indent}  ${style.clean(formatForward(portForward, style.symbols.arrow))}`, '']),
    ...commandLines(commands, style, indent),
  ];
}

function indented(text: string, style: TextStyle): string[] {
  return paragraph(style.clean(text), style.width, { first: indent, rest: indent });
}

/** Commands between blank lines, each on a line of its own however long it is, so that it can be copied. */
export function commandLines(commands: readonly string[], style: TextStyle, margin: string): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => command.split('\n'));
  return ['', ...lines.map((line) => `${margin}  ${style.clean(line)}`), ''];
}

/** With a capital letter, as a sentence or title begins. */
export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
