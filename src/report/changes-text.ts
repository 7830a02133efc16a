import type { FindingChange, RequirementChange } from '../model/report-changes.js';
import type { Report, Verdict } from '../model/report.js';
import { answerLines } from './answer.js';
import { changesOf, type ReportPair } from './changes.js';
import { clusterName, serviceNames } from './report-names.js';
import { joinLines } from './text.js';
import { createTextStyle, type TextOptions, type TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

const verdictWords: Readonly<Record<Verdict, string>> = {
  ready: 'ready',
  'not-ready': 'not ready',
  undetermined: 'undetermined',
};

/** What changed from one run to a later one: the later answer, then every status that is another one. */
export function renderChangesText(pair: ReportPair, options: TextOptions): string {
  const style = createTextStyle(options);
  const { verdict, requirements, findings } = changesOf(pair);
  const { after } = pair;
  const reasons = new Set(requirements.map(({ reason }) => reason));
  const told = style.verbose
    ? findings
    : findings.filter((change) => isWorthTelling(change) && !reasons.has(change.reason));
  const changes = [
    ...requirements.flatMap((change) => requirementLines(change, after, style)),
    ...told.flatMap((change) => findingLines(change, style)),
  ];
  return joinLines([
    ...answerLines(after, style),
    ...paragraph(sinceWhen(pair, verdict), style.width),
    '',
    ...(changes.length === 0 ? ['Every requirement stands as it stood.'] : changes),
  ]);
}

function sinceWhen(
  { before }: ReportPair,
  verdict: { readonly before: Verdict; readonly after: Verdict },
): string {
  const at = before.timing.startedAt;
  return verdict.before === verdict.after
    ? `It was ${verdictWords[verdict.before]} at ${at} as well.`
    : `It was ${verdictWords[verdict.before]} at ${at}.`;
}

/** Of findings, those that are new and hold say little, and so do those that held and are not asked any more. */
function isWorthTelling({ before, after }: FindingChange): boolean {
  const open = ['fail', 'warn', 'unknown'];
  return [before, after].some((status) => status !== null && open.includes(status));
}

function requirementLines(change: RequirementChange, report: Report, style: TextStyle): string[] {
  const { service, cluster, from, reason = '' } = change;
  const name = `${serviceNames[service]} of ${clusterName(report, cluster)}, from ${clusterName(report, from)}`;
  return changeLines(`${name}: ${statuses(change, style)}. ${reason}`, style);
}

function findingLines(change: FindingChange, style: TextStyle): string[] {
  const { code, title, service, cluster, reason = `${title}.` } = change;
  const place = [service, cluster].filter((each) => each !== undefined).join(' ');
  return changeLines(
    `${code}${place === '' ? '' : ` [${place}]`}: ${statuses(change, style)}. ${reason}`,
    style,
  );
}

function statuses({ before, after }: RequirementChange | FindingChange, { symbols }: TextStyle): string {
  return `${before ?? 'not asked'} ${symbols.arrow} ${after ?? 'not asked'}`;
}

function changeLines(text: string, style: TextStyle): string[] {
  return paragraph(style.clean(text.trim()), style.width, { first: '- ', rest: '  ' });
}
