import { appendFile } from 'node:fs/promises';

import type { Report } from '../model/report.js';
import type { Session } from './session.js';

/**
 * Appends the report as Markdown to the summary of a GitHub Actions step, where the workflow has one.
 *
 * Source: GitHub documentation, "Workflow commands for GitHub Actions", "Adding a job summary" (GITHUB_STEP_SUMMARY).
 */
export async function writeStepSummary(report: Report, { shell, writer }: Session): Promise<void> {
  const file = shell.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const { renderMarkdown } = await import('../report/markdown.js');
  try {
    await appendFile(file, renderMarkdown(report));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    writer.line(`the step summary ${file} cannot be written (${code})`);
  }
}
