import type { Report } from '../../src/model/report.js';

/** The report with every free text in it replaced; a report is plain data, so JSON carries it whole. */
export function replaceStrings(report: Report, text: string): Report {
  const free = new Set([
    'name',
    'reason',
    'summary',
    'words',
    'host',
    'title',
    'remedy',
    'code',
    'cause',
    'publicAddress',
  ]);
  const copy: Report = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    free.has(key) && typeof value === 'string' ? text : value,
  ) as Report;
  return {
    ...copy,
    next: { command: text, notes: [text] },
    scenario: { ...copy.scenario, evidence: [text] },
  };
}
