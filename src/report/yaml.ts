import { Document, visit } from 'yaml';

import type { DryRun } from '../model/dry-run.js';
import { type Report, reportApiVersion, type RunError } from '../model/report.js';
import { changesOf, type ReportPair } from './changes.js';
import { escapeCharacter } from './json.js';

/** A report as one YAML document with the same fields as in JSON. */
export function renderReportYaml(report: Report): string {
  return renderYaml(report);
}

/** Why there is no report, as one YAML document. */
export function renderRunErrorYaml(error: Pick<RunError, 'code' | 'message' | 'exitCode'>): string {
  return renderYaml({ apiVersion: reportApiVersion, kind: 'RunError', ...error });
}

/** A dry run as one YAML document. */
export function renderDryRunYaml(dryRun: DryRun): string {
  return renderYaml({ apiVersion: reportApiVersion, kind: 'DryRun', ...dryRun });
}

/** What changed between two reports, as one YAML document. */
export function renderChangesYaml(pair: ReportPair): string {
  return renderYaml({ apiVersion: reportApiVersion, kind: 'PeeringReportChanges', ...changesOf(pair) });
}

/** Controls, C1 included, format characters, and line and paragraph separators: terminals act on them. */
const acted = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Texts with a character that a terminal acts on are quoted, with that character escaped (YAML 1.2.2 §5.7). */
function renderYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && acted.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}
