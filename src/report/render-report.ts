import type { Report } from '../model/report.js';
import type { FailOn } from './exit-code.js';
import type { TextOptions } from './text-style.js';

/** The words of `-o`; those that kubectl has too mean the same. */
export const reportFormats = ['text', 'json', 'yaml', 'html', 'markdown', 'junit', 'github'] as const;

/** The forms in which a report can be shown. */
export type ReportFormat = (typeof reportFormats)[number];

/** Columns that text takes where nobody knows of fewer. */
export const maximumWidth = 100;

/** What rendering depends on besides the report. */
export interface RenderOptions extends TextOptions {
  readonly failOn: FailOn;
}

/** How a report is shown in one format. */
export type Renderer = (report: Report, options: RenderOptions) => string;

/** The renderer of a format, whose code alone is loaded; once it has been, the next call gives it at once. */
export async function rendererOf(format: ReportFormat): Promise<Renderer> {
  switch (format) {
    case 'text':
      return (await import('./text.js')).renderText;
    case 'json':
      return (await import('./json.js')).renderReportJson;
    case 'yaml':
      return (await import('./yaml.js')).renderReportYaml;
    case 'html':
      return (await import('./html/page.js')).renderHtml;
    case 'markdown':
      return (await import('./markdown.js')).renderMarkdown;
    case 'junit':
      return (await import('./junit.js')).renderJUnit;
    case 'github':
      return (await import('./github.js')).renderGitHub;
  }
}

/** A report in a format. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  options: RenderOptions,
): Promise<string> {
  return (await rendererOf(format))(report, options);
}
