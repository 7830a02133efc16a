import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import type { OpenRequirement } from './open-requirements.js';
import { openRequirements } from './open-requirements.js';
import { placeOf, placeWords } from './places.js';
import { clusterName, openRequirementName } from './report-names.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

const generationNames = { g1: 'v0.3 to v0.4', g2: 'v0.5 to v0.10', g3: 'v1.0 and later' } as const;

/** The answer in one sentence: ready, not ready because of what, or undetermined because of what. */
export function answerSentence(report: Report): string {
  const open = openRequirements(report);
  switch (report.verdict) {
    case 'ready':
      return `Ready: ${clusterName(report, 'local')} can peer with ${clusterName(report, 'remote')}.`;
    case 'not-ready':
      return `Not ready: ${[...ruledOut(report), ...listed(report, open, 'unmet')].join(', and ')}.`;
    case 'undetermined':
      return `Undetermined: nothing is unmet, but ${listed(report, open, 'unknown').join()}.`;
  }
}

/** Checks that rule peering out, whatever is reachable. */
function ruledOut({ findings }: Report): string[] {
  return findings
    .filter(({ prerequisite, status }) => prerequisite === true && status === 'fail')
    .map(({ code, reason, title }) => `${code} does not hold (${withoutStop(reason ?? title)})`);
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function listed(
  report: Report,
  all: readonly OpenRequirement[],
  status: OpenRequirement['status'],
): string[] {
  const open = all.filter((each) => each.status === status);
  if (open.length === 0) return [];
  const names = open.map((each) => openRequirementName(report, each)).join(', ');
  return [`${open.length} ${open.length === 1 ? 'requirement is' : 'requirements are'} ${status} (${names})`];
}

/** The answer, marked and coloured. */
export function answerLines(report: Report, style: TextStyle): string[] {
  const [symbol, paint] = {
    ready: [style.symbols.pass, style.paint.good] as const,
    'not-ready': [style.symbols.fail, style.paint.bad] as const,
    undetermined: [style.symbols.unknown, style.paint.doubt] as const,
  }[report.verdict];
  const text = style.clean(answerSentence(report));
  return paragraph(text, style.width, { first: `${symbol} `, rest: '  ' }).map((line) => paint(line));
}

/** Which row of the requirement matrix applies, and which cluster is which, in one sentence. */
export function scenarioSentence(report: Report): string {
  const { id, confidence } = report.scenario;
  return (
    `Scenario ${id} (${confidence} confidence): ${clusterPlaces(report)}; ` +
    `requirements of Liqo ${generationNames[report.generation]}.`
  );
}

/** Where both clusters are the same kind of place, the name of the scenario has told it. */
function clusterPlaces(report: Report): string {
  const { scenario } = report;
  const [a, b] = [clusterWithSide(report, scenario.a), clusterWithSide(report, scenario.b)];
  const [ofA, ofB] = [placeWords(placeOf(scenario, scenario.a)), placeWords(placeOf(scenario, scenario.b))];
  return ofA === ofB ? `${a} and ${b}` : `${a} is ${ofA}, ${b} ${ofB}`;
}

/** The same, with what it was concluded from when `verbose`. */
export function scenarioLines(report: Report, style: TextStyle): string[] {
  const seen = style.verbose ? report.scenario.evidence : [];
  return [
    ...paragraph(style.clean(scenarioSentence(report)), style.width),
    ...seen.flatMap((each) => paragraph(style.clean(each), style.width, { first: '  - ', rest: '    ' })),
  ];
}

function clusterWithSide(report: Report, side: Side): string {
  return `${report.clusters[side].name} (${side})`;
}
