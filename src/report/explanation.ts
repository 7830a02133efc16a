import { reportApiVersion } from '../model/report.js';
import type { Severity } from '../model/finding.js';
import { renderJson } from './json.js';
import type { TextOptions } from './text-style.js';
import { createTextStyle } from './text-style.js';
import { joinLines } from './text.js';
import { paragraph } from './wrap.js';

/** What is to be said of a finding wherever it occurs. */
export interface Explanation {
  readonly code: string;
  /** An assertion that is true when the check passes. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters to a peering. */
  readonly meaning: string;
  readonly howDecided: string;
  /** What to do when it does not hold. */
  readonly remedy: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/** An explanation for people. */
export function renderExplanationText(explanation: Explanation, options: TextOptions): string {
  const style = createTextStyle(options);
  const section = (title: string, text: string) => [
    '',
    style.paint.strong(title),
    ...paragraph(style.clean(text), style.width, { first: '  ', rest: '  ' }),
  ];
  const { code, title, severity, meaning, howDecided, remedy, source } = explanation;
  return joinLines([
    ...paragraph(style.clean(`${code} (${severity}): ${title}`), style.width),
    ...section('Why it matters', meaning),
    ...section('How it is decided', howDecided),
    ...section('What to do', remedy),
    ...section('Source', source),
  ]);
}

/** An explanation as one JSON document. */
export function renderExplanationJson(explanation: Explanation): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'Explanation', ...explanation });
}
