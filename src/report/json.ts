import type { DryRun } from '../model/dry-run.js';
import type { Report, RunError } from '../model/report.js';
import { reportApiVersion } from '../model/report.js';
import { changesOf, type ReportPair } from './changes.js';

/** A report as one JSON document, newline-terminated. */
export function renderReportJson(report: Report): string {
  return renderJson(report);
}

/** What stands on stdout when there is no report, as one JSON document. */
export function renderRunErrorJson(error: Pick<RunError, 'code' | 'message' | 'exitCode'>): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'RunError', ...error });
}

/** A dry run as one JSON document. */
export function renderDryRunJson(dryRun: DryRun): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'DryRun', ...dryRun });
}

/** What changed between two reports, as one JSON document. */
export function renderChangesJson(pair: ReportPair): string {
  return renderJson({ apiVersion: reportApiVersion, kind: 'PeeringReportChanges', ...changesOf(pair) });
}

/**
 * Any value as indented JSON. Characters that a terminal acts on and JSON permits (C1 controls, bidirectional
 * overrides, line separators) are escaped: the document means the same and is safe to look at.
 */
export function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu, escapeCharacter)}\n`;
}

/** A character as JSON and YAML write it in a quoted string: `\\u` and four digits for each of its UTF-16 units. */
export function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
