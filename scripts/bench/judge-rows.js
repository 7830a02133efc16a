// What judging a run and rendering its report cost, in processor time of this process.
import { importBundled } from '../import-bundled.js';
import { row } from './table.js';

const count = 400;
const formats = ['text', 'json', 'yaml', 'html', 'markdown', 'junit', 'github'];
const plain = { width: 100, colour: false, ascii: false, verbose: false, failOn: 'unmet' };
const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0, stages: {} };

/** A row for the judge and one for each renderer, over situations that differ in every one. */
export async function judgeRows() {
  const { situationsFrom } = await importBundled('test/judge', ['many-situations']);
  const { judge } = await importBundled('src/judge', ['judge']);
  const { renderReport } = await importBundled('src/report', ['render-report']);
  const situations = situationsFrom(0, count);
  const reports = [];
  const rows = [];
  const measure = async (name, what, work) => {
    // Once before, so that what counts has been compiled.
    await work();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    rows.push(row({ name, what, measured: `${((user + system) / count).toFixed(0)} µs` }));
  };
  await measure('judge', 'judging one run', () => {
    reports.length = 0;
    for (const situation of situations) reports.push({ ...judge(situation), timing });
  });
  for (const format of formats) {
    await measure(`render-${format}`, `rendering one report as ${format}`, async () => {
      for (const report of reports) await renderReport(report, format, plain);
    });
  }
  return rows;
}
