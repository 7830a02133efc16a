import type { DryRun } from '../model/dry-run.js';
import type { Side } from '../model/peering.js';
import type { RunError } from '../model/report.js';
import type { ReportPair } from '../report/changes.js';
import { type ReportFormat, reportFormats } from '../report/render-report.js';
import type { TextOptions } from '../report/text-style.js';

/** Those in which a dry run can be told: it judges nothing that a page or a pipeline could show. */
export const dryRunFormats: readonly ReportFormat[] = ['text', 'json', 'yaml'];

/** Those in which the changes from one run to another can be told. */
export const changesFormats: readonly ReportFormat[] = ['text', 'json', 'yaml'];

/** Why there is no report, in the format that a report was to have; as text it is told on stderr alone. */
export async function renderRunError(
  error: Pick<RunError, 'code' | 'message' | 'exitCode'>,
  format: ReportFormat,
): Promise<string | undefined> {
  switch (format) {
    case 'text':
      return undefined;
    case 'json':
      return (await import('../report/json.js')).renderRunErrorJson(error);
    case 'yaml':
      return (await import('../report/yaml.js')).renderRunErrorYaml(error);
    case 'html':
      return (await import('../report/html/page.js')).renderRunErrorHtml(error);
    case 'markdown':
      return (await import('../report/markdown.js')).renderRunErrorMarkdown(error);
    case 'junit':
      return (await import('../report/junit.js')).renderRunErrorJUnit(error);
    case 'github':
      return (await import('../report/github.js')).renderRunErrorGitHub(error);
  }
}

/** What changed from one report to a later one, in one of its formats. */
export async function renderChanges(
  pair: ReportPair,
  format: ReportFormat,
  options: TextOptions,
): Promise<string> {
  if (format === 'json') return (await import('../report/json.js')).renderChangesJson(pair);
  if (format === 'yaml') return (await import('../report/yaml.js')).renderChangesYaml(pair);
  return (await import('../report/changes-text.js')).renderChangesText(pair, options);
}

interface DryRunOptions extends TextOptions {
  /** Context names. */
  readonly names: Readonly<Record<Side, string>>;
}

/** A dry run in one of its formats. */
export async function renderDryRun(
  dryRun: DryRun,
  format: ReportFormat,
  options: DryRunOptions,
): Promise<string> {
  if (format === 'json') return (await import('../report/json.js')).renderDryRunJson(dryRun);
  if (format === 'yaml') return (await import('../report/yaml.js')).renderDryRunYaml(dryRun);
  return (await import('../report/dry-run-text.js')).renderDryRunText(dryRun, options.names, options);
}

/** The format asked for, read before the command line is known to be valid: also its errors have to be in it. */
export function requestedFormat(argv: readonly string[]): ReportFormat {
  const given = argv.flatMap((argument, index) => {
    if (argument === '-o' || argument === '--output') return argv[index + 1] ?? [];
    return /^(?:--output=|-o=?)(?<format>[a-z]+)$/u.exec(argument)?.groups?.['format'] ?? [];
  });
  return reportFormats.find((format) => given.includes(format)) ?? 'text';
}
