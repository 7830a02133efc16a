import type { Report, RunError } from '../model/report.js';
import { answerSentence } from './answer.js';
import { nextLinesOf } from './next-lines.js';
import { type Note, obstaclesOf, warningsOf } from './notes.js';
import { printable } from './printable.js';
import { type Step, stepsOf, undecidedOf } from './steps.js';
import { capitalised } from './what-to-do.js';

/** How GitHub marks an annotation. */
type Level = 'error' | 'warning' | 'notice';

/**
 * A report as workflow commands of GitHub Actions, one annotation for each thing that is to be done or known.
 *
 * Source: GitHub documentation, "Workflow commands for GitHub Actions".
 */
export function renderGitHub(report: Report): string {
  const { verdict } = report;
  const level = ({ ready: 'notice', 'not-ready': 'error', undetermined: 'warning' } as const)[verdict];
  return [
    annotation(level, 'liqo-doctor', answerSentence(report)),
    ...obstaclesOf(report).map((note) => noteAnnotation('error', note)),
    ...stepsOf(report).map(stepAnnotation),
    ...undecidedOf(report).map(({ names, reason }) =>
      annotation('warning', capitalised(names.join(', ')), reason),
    ),
    ...warningsOf(report).map((note) => noteAnnotation('warning', note)),
    ...nextLinesOf(report).commands.map((line) => annotation('notice', 'Next', line)),
  ].join('');
}

/** Why there is no report, likewise. */
export function renderRunErrorGitHub({ code, message }: Pick<RunError, 'code' | 'message'>): string {
  return annotation('error', `liqo-doctor: ${code}`, message);
}

function stepAnnotation({ name, status, ways }: Step): string {
  const lines = ways.flatMap(({ heading, reason, remedy }) => [
    ...(heading === undefined ? [] : [heading]),
    reason,
    ...(remedy?.summary === undefined ? [] : [remedy.summary]),
    ...(remedy?.changes ?? []).map(({ cluster, words }) => `- ${cluster}: ${words}`),
    ...(remedy?.commands ?? []).flatMap((command) => command.split('\n')),
  ]);
  const level = status === 'unmet' ? 'error' : 'warning';
  return annotation(level, `${capitalised(name)} (${status})`, ...lines);
}

function noteAnnotation(level: Level, { code, clusters, said, remedy }: Note): string {
  const where = clusters.length === 0 ? '' : ` (${clusters.join(', ')})`;
  return annotation(level, `${code}${where}`, said, ...(remedy === undefined ? [] : [remedy]));
}

/** One annotation; its lines are joined by the escaped line feed, which GitHub shows as such. */
function annotation(level: Level, title: string, ...lines: readonly string[]): string {
  const message = lines.map((line) => escaped(printable(line))).join('%0A');
  const property = escaped(printable(title)).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${message}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25');
}
