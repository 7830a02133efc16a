import type { Report } from '../model/report.js';
import { answerLines, scenarioLines } from './answer.js';
import { findingLines } from './finding-lines.js';
import { mapLines } from './map-lines.js';
import { nextLinesOf } from './next-lines.js';
import { podLines, probeLines } from './probe-lines.js';
import { requirementLines } from './requirement-table.js';
import type { TextOptions, TextStyle } from './text-style.js';
import { createTextStyle } from './text-style.js';
import { timingLines } from './timing-lines.js';
import { obstacleLines, warningLines } from './warnings.js';
import { commandLines, notKnownLines, whatToDoLines } from './what-to-do.js';
import { paragraph } from './wrap.js';

/**
 * A report for people: the answer first, a map of the connections unless all is well, the requirements, then only what there is to do or to know, and last the
 * command to run next. `verbose` adds every finding, probe and timing, and what ran in the pods. Ends with a newline.
 */
export function renderText(report: Report, options: TextOptions): string {
  const style = createTextStyle(options);
  const verbose = style.verbose
    ? [
        ...section('Findings', findingLines(report, style), style),
        ...section('Probes', probeLines(report, style), style),
        ...section('Pods', podLines(report, style), style),
        ...section('Timing', timingLines(report, style), style),
      ]
    : [];
  return joinLines([
    ...answerLines(report, style),
    ...scenarioLines(report, style),
    ...(style.verbose || report.verdict !== 'ready' ? ['', ...mapLines(report, style)] : []),
    '',
    ...requirementLines(report, style),
    ...section('In the way', obstacleLines(report, style), style),
    ...section('What to do', whatToDoLines(report, style), style),
    ...section('Not known', notKnownLines(report, style), style),
    ...section('Worth knowing', warningLines(report, style), style),
    ...verbose,
    ...section('Next', nextLines(report, style), style),
  ]);
}

/** The commands to run now, after notes that say more than the steps above have said. */
function nextLines(report: Report, style: TextStyle): string[] {
  const { notes, commands } = nextLinesOf(report);
  return [
    ...notes.flatMap((note) => paragraph(style.clean(note), style.width)),
    ...commandLines(commands, style, ''),
  ];
}

function section(title: string, lines: readonly string[], style: TextStyle): string[] {
  return lines.length === 0 ? [] : ['', style.paint.strong(title), '', ...lines];
}

/** Lines as text, with blank lines never doubled and none at the end. */
export function joinLines(lines: readonly string[]): string {
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  return `${kept.join('\n').trimEnd()}\n`;
}
