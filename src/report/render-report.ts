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

/** A report in a format. Only the code of that format is loaded. */
export async function renderReport(
  report: Report,
  format: ReportFormat,
  options: RenderOptions,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text.js')).renderText(report, options);
    case 'json':
      return (await import('./json.js')).renderReportJson(report);
    case 'yaml':
      return (await import('./yaml.js')).renderReportYaml(report);
    case 'html':
      return (await import('./html/page.js')).renderHtml(report);
    case 'markdown':
      return (await import('./markdown.js')).renderMarkdown(report);
    case 'junit':
      return (await import('./junit.js')).renderJUnit(report, options);
    case 'github':
      return (await import('./github.js')).renderGitHub(report);
  }
}
