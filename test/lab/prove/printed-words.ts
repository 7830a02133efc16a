import type { Side } from '../../../src/model/peering.js';
import type { Verdict } from '../../../src/model/report.js';

/** What a person is told to change: bullets with the cluster each belongs to, the router's row, and lines to paste. */
export interface PrintedChanges {
  readonly bullets: readonly PrintedBullet[];
  /** The forwarding row as it stands alone. */
  readonly row?: string | undefined;
  /** Whole lines, as they would be copied. */
  readonly commands: readonly string[];
}

/** One change, and in which cluster it is made. */
export interface PrintedBullet {
  readonly cluster: Side;
  readonly words: string;
}

/** One way to meet a requirement, with what may be done instead. */
export interface PrintedWay extends PrintedChanges {
  /** What follows `Either the` or `Or the`, such as `gateway of milan`; `undefined` where there is one way alone. */
  readonly heading: string | undefined;
  /** The sentences before the changes. */
  readonly prose: string;
  readonly alternatives: readonly PrintedAlternative[];
}

/** What follows `Or:`. */
export interface PrintedAlternative extends PrintedChanges {
  readonly summary: string;
}

/** A numbered step. */
export interface PrintedStep {
  /** Such as `Gateway of milan`. */
  readonly title: string;
  readonly status: 'unmet' | 'unknown';
  readonly ways: readonly PrintedWay[];
}

/** What a report in words says to do. */
export interface PrintedReport {
  readonly verdict: Verdict;
  /** Which cluster is which, by the names that the report uses. */
  readonly clusters: Readonly<Record<string, Side>>;
  readonly steps: readonly PrintedStep[];
  /** Lines to run at the very end. */
  readonly next: readonly string[];
}

/** Text that a person could not follow either. */
export class NotUnderstood extends Error {}

const sectionTitles = [
  'In the way',
  'What to do',
  'Not known',
  'Worth knowing',
  'Findings',
  'Probes',
  'Timing',
  'Next',
];

/** Reads a report as `liqo-doctor check` prints it into a pipe: no colours, lines of at most 100 columns. */
export function readPrinted(text: string): PrintedReport {
  const lines = text.split('\n');
  const clusters = clustersIn(lines);
  return {
    verdict: verdictIn(lines[0] ?? ''),
    clusters,
    steps: stepsIn(sectionOf(lines, 'What to do'), clusters),
    next: sectionOf(lines, 'Next').flatMap((line) => (line.startsWith('  ') ? [line.slice(2)] : [])),
  };
}

function verdictIn(line: string): Verdict {
  const [, word = ''] = /^. (Ready|Not ready|Undetermined): /u.exec(line) ?? [];
  const verdicts: Readonly<Record<string, Verdict>> = {
    Ready: 'ready',
    'Not ready': 'not-ready',
    Undetermined: 'undetermined',
  };
  const verdict = verdicts[word];
  if (verdict === undefined) throw new NotUnderstood(`no verdict: ${line}`);
  return verdict;
}

/** Which name stands for which cluster: the line about the scenario says it. */
function clustersIn(lines: readonly string[]): Record<string, Side> {
  const start = lines.findIndex((line) => line.startsWith('Scenario '));
  const end = lines.indexOf('', start);
  const about = lines.slice(start, end).join(' ');
  const [, first = '', ofFirst, second = '', ofSecond] =
    / confidence\): (.+) \((local|remote)\)(?: is [\w ]+,| and) (.+) \((local|remote)\)/.exec(about) ?? [];
  if (!isSide(ofFirst) || !isSide(ofSecond)) throw new NotUnderstood(`which cluster is which: ${about}`);
  return first === second
    ? { [`${first} (${ofFirst})`]: ofFirst, [`${second} (${ofSecond})`]: ofSecond }
    : { [first]: ofFirst, [second]: ofSecond };
}

function isSide(word: string | undefined): word is Side {
  return word === 'local' || word === 'remote';
}

function sectionOf(lines: readonly string[], title: string): string[] {
  const start = lines.findIndex((line, index) => line === title && lines[index - 1] === '');
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line, index) => sectionTitles.includes(line) && rest[index - 1] === '');
  return end === -1 ? rest : rest.slice(0, end);
}

function stepsIn(lines: readonly string[], clusters: PrintedReport['clusters']): PrintedStep[] {
  const starts = lines.flatMap((line, index) => (/^\d+\. /.test(line) ? [index] : []));
  return starts.map((start, position) => {
    if (!lines[start]?.startsWith(`${position + 1}. `))
      throw new NotUnderstood(`step ${position + 1} is not there`);
    return stepOf(lines.slice(start, starts[position + 1]), clusters);
  });
}

function stepOf(lines: readonly string[], clusters: PrintedReport['clusters']): PrintedStep {
  const end = lines.findIndex((line) => / \((unmet|unknown)\)$/.test(line));
  const title = lines
    .slice(0, end + 1)
    .map((line) => line.trim())
    .join(' ');
  const [, name = '', status] = /^\d+\. (.+) \((unmet|unknown)\)$/.exec(title) ?? [];
  if (status !== 'unmet' && status !== 'unknown') throw new NotUnderstood(`what step is this: ${lines[0]}`);
  return { title: name, status, ways: new StepReader(clusters).read(lines.slice(end + 1)) };
}

interface OpenWay {
  readonly heading: string | undefined;
  readonly prose: string[];
  readonly alternatives: OpenChanges[];
  readonly changes: OpenChanges;
}

interface OpenChanges {
  summary: string;
  readonly bullets: { cluster: Side; words: string }[];
  row: string | undefined;
  readonly commands: string[];
}

/**
 * Reads what stands under a step's title. Everything is indented by three columns: sentences, headings, `Or:` and the
 * bullets, whose further lines are indented by five. Between blank lines, indented by five, stand the row and the lines
 * to paste, each of which is one line.
 */
class StepReader {
  readonly #clusters: PrintedReport['clusters'];
  readonly #ways: OpenWay[] = [];
  #isAfterBlank = false;
  #place: 'prose' | 'summary' | 'bullet' | 'block' | 'aside' = 'prose';

  constructor(clusters: PrintedReport['clusters']) {
    this.#clusters = clusters;
  }

  read(lines: readonly string[]): PrintedWay[] {
    for (const line of lines) {
      if (line === '') {
        this.#isAfterBlank = true;
        continue;
      }
      this.#line(line);
      this.#isAfterBlank = false;
    }
    return this.#ways.map(({ heading, prose, changes, alternatives }) => ({
      heading,
      prose: prose.join(' '),
      ...changesOf(changes),
      alternatives: alternatives.map((one) => ({ summary: one.summary, ...changesOf(one) })),
    }));
  }

  #line(line: string): void {
    const text = line.trimStart();
    const margin = line.length - text.length;
    const heading = /^(?:Either|Or) the (.+ of .+):$/.exec(text)?.[1];
    if (margin === 3 && heading !== undefined) this.#open(heading);
    else if (margin === 3 && text.startsWith('- ')) this.#bullet(text.slice(2));
    else if (margin === 3 && text.startsWith('Or: ')) this.#alternative(text.slice(4));
    else if (margin === 3 && /^(More: liqo-doctor explain |This may interrupt peerings)/.test(text))
      this.#place = 'aside';
    else if (margin === 3) this.#sentence(text);
    else if (margin === 5 && (this.#isAfterBlank || this.#place === 'block')) this.#block(text);
    else if (margin === 5 && this.#place === 'bullet') this.#continueBullet(text);
    else throw new NotUnderstood(`what is this line: ${line}`);
  }

  #way(): OpenWay {
    const last = this.#ways.at(-1);
    if (last !== undefined) return last;
    this.#open(undefined);
    return this.#way();
  }

  #open(heading: string | undefined): void {
    this.#ways.push({ heading, prose: [], alternatives: [], changes: nothingYet('') });
    this.#place = 'prose';
  }

  /** What the lines belong to: the last `Or:`, or the way itself. */
  #changes(): OpenChanges {
    const way = this.#way();
    return way.alternatives.at(-1) ?? way.changes;
  }

  #sentence(text: string): void {
    const way = this.#way();
    if (this.#place === 'summary') this.#changes().summary += ` ${text}`;
    else if (this.#place === 'prose') way.prose.push(text);
    else if (this.#place !== 'aside') throw new NotUnderstood(`what is this sentence: ${text}`);
  }

  #alternative(text: string): void {
    this.#way().alternatives.push(nothingYet(text));
    this.#place = 'summary';
  }

  #bullet(text: string): void {
    const names = Object.keys(this.#clusters);
    const name = names.find((each) => text.startsWith(`${each}: `));
    const cluster = name === undefined ? undefined : this.#clusters[name];
    if (name === undefined || cluster === undefined)
      throw new NotUnderstood(`which cluster is meant: ${text}`);
    this.#changes().bullets.push({ cluster, words: text.slice(name.length + 2) });
    this.#place = 'bullet';
  }

  #continueBullet(text: string): void {
    const last = this.#changes().bullets.at(-1);
    if (last !== undefined) last.words += ` ${text}`;
  }

  #block(text: string): void {
    const changes = this.#changes();
    if (/^(TCP|UDP) \S.* (→|->) /.test(text)) changes.row = text;
    else changes.commands.push(text);
    this.#place = 'block';
  }
}

function nothingYet(summary: string): OpenChanges {
  return { summary, bullets: [], row: undefined, commands: [] };
}

function changesOf({ bullets, row, commands }: OpenChanges): PrintedChanges {
  return { bullets, commands, ...(row !== undefined && { row }) };
}
