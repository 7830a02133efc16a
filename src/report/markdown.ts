import type { Report, RunError } from '../model/report.js';
import type { Requirement } from '../model/requirement.js';
import { acceptedText } from './accepted-exposures.js';
import { answerSentence, scenarioSentence } from './answer.js';
import { formatEndpoint, formatForward } from './endpoint-text.js';
import { nextLinesOf } from './next-lines.js';
import { type Note, obstaclesOf, warningsOf } from './notes.js';
import { printable } from './printable.js';
import { shortServiceNames } from './report-names.js';
import { type Changes, type Remedy, type Step, stepsOf, undecidedOf, type Way } from './steps.js';
import { capitalised, disruptionNotice } from './what-to-do.js';

/** A report as GitHub Flavored Markdown, for tickets, pull requests and the summary of a pipeline's step. */
export function renderMarkdown(report: Report): string {
  const { notes, commands } = nextLinesOf(report);
  const undecided = undecidedOf(report).map(
    ({ names, reason }) => `- ${escaped(`${capitalised(names.join(', '))}: ${reason}`)}`,
  );
  return document([
    `## ${escaped(answerSentence(report))}`,
    escaped(scenarioSentence(report)),
    requirementTable(report.requirements),
    ...section('In the way', obstaclesOf(report).map(noteItem)),
    ...section('What to do', stepsOf(report).map(stepItem)),
    ...section('Not known', undecided),
    ...section('Worth knowing', warningsOf(report).map(noteItem)),
    ...section('Next', [...notes.map(escaped), ...fenced(commands)]),
  ]);
}

/** Why there is no report, likewise. */
export function renderRunErrorMarkdown({ code, message }: Pick<RunError, 'code' | 'message'>): string {
  return document([`## No report: ${escaped(message)}`, escaped(code)]);
}

function document(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function section(title: string, blocks: readonly string[]): string[] {
  return blocks.length === 0 ? [] : [`### ${title}`, ...blocks];
}

function requirementTable(requirements: readonly Requirement[]): string {
  const head = ['Service', 'From → to', 'Required', 'Configured', 'Advertised', 'Status'];
  const rows = requirements.map(requirementCells);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function requirementCells(requirement: Requirement): string[] {
  const { service, from, cluster, accepted, configured, endpoint, status, assurance } = requirement;
  const assured = assurance === undefined ? '' : ` (${assurance})`;
  return [
    shortServiceNames[service],
    `${from} → ${cluster}`,
    acceptedText(accepted) || '–',
    configured ?? '–',
    endpoint === null ? '–' : escaped(formatEndpoint(endpoint)),
    `${status === 'unmet' ? `**${status}**` : status}${assured}`,
  ];
}

function noteItem({ code, clusters, said, remedy }: Note): string {
  const where = clusters.length === 0 ? '' : ` (${escaped(clusters.join(', '))})`;
  const more = remedy === undefined ? '' : ` ${escaped(remedy)}`;
  return `- **${escaped(code)}**${where}: ${escaped(said)}${more}`;
}

function stepItem({ name, status, ways, codes }: Step, index: number): string {
  const blocks = [
    `**${escaped(capitalised(name))}** (${status})`,
    ...ways.flatMap(wayBlocks),
    ...codes.map((code) => `More: \`liqo-doctor explain ${code}\``),
  ];
  return item(`${index + 1}.`, blocks);
}

function wayBlocks({ heading, reason, remedy }: Way): string[] {
  return [
    ...(heading === undefined ? [] : [`*${escaped(heading)}*`]),
    escaped(reason),
    ...(remedy === undefined ? [] : remedyBlocks(remedy)),
  ];
}

function remedyBlocks(remedy: Remedy): string[] {
  const { summary, isDisruptive, others } = remedy;
  return [
    ...(summary === undefined ? [] : [escaped(summary)]),
    ...changeBlocks(remedy),
    ...(isDisruptive ? [`**${disruptionNotice}**`] : []),
    ...others.flatMap((other) => [`Or: ${escaped(other.summary)}`, ...changeBlocks(other)]),
  ];
}

function changeBlocks({ changes, portForward, commands }: Changes): string[] {
  const bullets = changes.map(({ cluster, words }) => `- **${escaped(cluster)}**: ${escaped(words)}`);
  return [
    ...(bullets.length === 0 ? [] : [bullets.join('\n')]),
    ...(portForward === undefined ? [] : fenced([formatForward(portForward, '→')], '')),
    ...fenced(commands),
  ];
}

/** Lines to paste in a fence that none of them can close (CommonMark §4.5). */
function fenced(commands: readonly string[], language = 'sh'): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => command.split('\n')).map(printable);
  const ticks = lines.flatMap((line) => (line.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(2, ...ticks) + 1);
  return [[`${fence}${language}`, ...lines, fence].join('\n')];
}

/** An item of a list: what follows its first block is indented to belong to it (CommonMark §5.2). */
function item(marker: string, blocks: readonly string[]): string {
  const margin = ' '.repeat(marker.length + 1);
  const lines = blocks.join('\n\n').split('\n');
  return lines
    .map((line, index) => (index === 0 ? `${marker} ${line}` : line === '' ? '' : `${margin}${line}`))
    .join('\n');
}

/**
 * Foreign text as it is, whatever Markdown would make of it: punctuation that can begin emphasis, code, links, HTML or
 * cells is escaped, and a character is put behind the signs that GitHub takes for mentions and references.
 */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]<>|~]/gu, '\\$&')
    .replace(/[@#](?=\w)/gu, '$&\u200b');
}
