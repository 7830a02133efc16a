import type { Report } from '../../model/report.js';
import { formatForward } from '../endpoint-text.js';
import { type Content, type Markup, markup } from '../markup.js';
import { nextLinesOf } from '../next-lines.js';
import { type Note, obstaclesOf, warningsOf } from '../notes.js';
import { type Changes, type Remedy, type Step, stepsOf, undecidedOf, type Way } from '../steps.js';
import { capitalised, disruptionNotice } from '../what-to-do.js';

/** What stands in the way, what to do, what is not known, what is worth knowing, and the lines to run next. */
export function adviceSections(report: Report): Markup[] {
  const { notes, commands } = nextLinesOf(report);
  return [
    ...section('In the way', obstaclesOf(report).map(note)),
    ...section('What to do', steps(stepsOf(report))),
    ...section(
      'Not known',
      undecidedOf(report).map(
        ({ names, reason }) => markup`<p>${capitalised(names.join(', '))}: ${reason}</p>`,
      ),
    ),
    ...section('Worth knowing', warningsOf(report).map(note)),
    ...section('Next', [...notes.map((text) => markup`<p>${text}</p>`), ...lines(commands)]),
  ];
}

/** The way to what a reader looks for after the answer: what stands in the way, what to do, or the lines to run. */
export function wayToAdvice(report: Report): Markup | undefined {
  const sections = [
    ['In the way', 'What is in the way', obstaclesOf(report)],
    ['What to do', 'What to do', stepsOf(report)],
    ['Not known', 'What is not known', undecidedOf(report)],
    ['Next', 'What to run next', nextLinesOf(report).commands],
  ] as const;
  const first = sections.find(([, , content]) => content.length > 0);
  if (first === undefined) return undefined;
  const [title, words] = first;
  return markup`<p><a href="#${anchorOf(title)}">${words}</a></p>`;
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function section(title: string, content: readonly Content[]): Markup[] {
  return content.length === 0
    ? []
    : [markup`<section><h2 id="${anchorOf(title)}">${title}</h2>${content}</section>`];
}

function note({ code, status, clusters, said, remedy }: Note): Markup {
  const where = clusters.length === 0 ? '' : ` (${clusters.join(', ')})`;
  const mark = status === 'fail' ? '✗' : '!';
  return markup`<div class="note ${status}"><p><strong>${mark} ${code}</strong>${where}: ${said}</p>${
    remedy === undefined ? undefined : markup`<p>${remedy}</p>`
  }</div>`;
}

function steps(all: readonly Step[]): Markup[] {
  return all.length === 0 ? [] : [markup`<ol class="steps">${all.map(step)}</ol>`];
}

function step({ name, status, ways, codes }: Step): Markup {
  return markup`<li><h3>${capitalised(name)} <span class="status ${status}">${status}</span></h3>
${ways.map(way)}
${codes.map((code) => markup`<p class="more">More: <code>liqo-doctor explain ${code}</code></p>`)}</li>`;
}

function way({ heading, reason, remedy }: Way): Markup {
  return markup`<div class="way">${heading === undefined ? undefined : markup`<h4>${heading}</h4>`}
<p>${reason}</p>
${remedy === undefined ? undefined : remedied(remedy)}</div>`;
}

function remedied(remedy: Remedy): Markup {
  const { summary, isDisruptive, others } = remedy;
  return markup`${summary === undefined ? undefined : markup`<p>${summary}</p>`}
${changed(remedy)}
${isDisruptive ? markup`<p class="disruptive">${disruptionNotice}</p>` : undefined}
${others.map(alternative)}`;
}

/** Folded where there is something to unfold. */
function alternative({ summary, ...changes }: Remedy['others'][number]): Markup {
  const { length } = [...changes.changes, ...changes.commands];
  return length === 0 && changes.portForward === undefined
    ? markup`<p>Or: ${summary}</p>`
    : markup`<details><summary>Or: ${summary}</summary>${changed(changes)}</details>`;
}

function changed({ changes, portForward, commands }: Changes): Content[] {
  return [
    changes.length === 0
      ? undefined
      : markup`<ul>${changes.map(({ cluster, words }) => markup`<li><strong>${cluster}</strong>: ${words}</li>`)}</ul>`,
    portForward === undefined
      ? undefined
      : markup`<pre class="forward"><code>${formatForward(portForward, '→')}</code></pre>`,
    ...lines(commands),
  ];
}

/** Lines to paste, each copied by itself: some ask a question before the next one may follow. */
function lines(commands: readonly string[]): Markup[] {
  return commands
    .flatMap((command) => command.split('\n'))
    .map((line) => markup`<pre><code>${whole(line)}</code></pre>`);
}

/** A line, with each flag in one piece: browsers would break it between its dashes. */
function whole(line: string): Markup {
  return line
    .split(/(?<= )|(?= )/u)
    .reduce(
      (before, word) => markup`${before}${word.startsWith('-') ? markup`<span>${word}</span>` : word}`,
      markup``,
    );
}
