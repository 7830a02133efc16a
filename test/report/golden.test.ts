import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { renderReport, type RenderOptions, type ReportFormat } from '../../src/report/render-report.js';
import { labScenarios } from '../../src/lab/topology/scenarios.js';
import { goldenReports } from './golden-reports.js';

const folder = 'test/report/golden';
const plain: RenderOptions = { width: 100, colour: false, ascii: false, verbose: false, failOn: 'unmet' };

/** Every way in which a report is rendered, by the end of the file's name. */
const renderings: Readonly<Record<string, readonly [ReportFormat, Partial<RenderOptions>]>> = {
  txt: ['text', {}],
  'verbose.txt': ['text', { verbose: true }],
  'narrow-ascii.txt': ['text', { width: 60, ascii: true }],
  'colour.txt': ['text', { width: 80, colour: true }],
  json: ['json', {}],
  yaml: ['yaml', {}],
  html: ['html', {}],
  md: ['markdown', {}],
  xml: ['junit', {}],
  'github.txt': ['github', {}],
};

/** The look and the script of a page are the same in all, and a browser tests them. */
function withoutLook(rendered: string): string {
  return rendered
    .replace(/<style>.*?<\/style>/su, '<style></style>')
    .replace(/<script>.*?<\/script>/su, '<script></script>');
}

const golden = await goldenReports();

// `LIQO_DOCTOR_GOLDEN=write npx vitest run test/report/golden.test.ts` writes them anew: look at what changes.
const isWritten = process.env['LIQO_DOCTOR_GOLDEN'] === 'write';

test.each(golden.map(({ name, report }) => [name, report] as const))(
  '%s is rendered as its golden files show',
  async (name, report) => {
    await mkdir(folder, { recursive: true });
    for (const [ending, [format, options]] of Object.entries(renderings)) {
      const rendered = withoutLook(await renderReport(report, format, { ...plain, ...options }));
      const file = join(folder, `${name}.${ending}`);
      if (isWritten) await writeFile(file, rendered);
      expect(await readFile(file, 'utf8'), file).toBe(rendered);
    }
  },
);

test('there are no other golden files, and a dozen reports at least', async () => {
  const expected = golden.flatMap(({ name }) => Object.keys(renderings).map((ending) => `${name}.${ending}`));
  expect((await readdir(folder)).toSorted()).toEqual(expected.toSorted());
  expect(golden.length).toBeGreaterThanOrEqual(12);
});

test('each founding scenario is there, ready and not', () => {
  const shown = new Set(golden.map(({ report: { scenario, verdict } }) => `${scenario.id} ${verdict}`));
  const founding = new Set(labScenarios.map((scenario) => scenario.founding));
  const missing = [...founding].flatMap((id) =>
    ['ready', 'not-ready']
      .filter((verdict) => !shown.has(`${id} ${verdict}`))
      .map((verdict) => `${id} ${verdict}`),
  );
  expect(founding.size).toBe(4);
  expect(missing).toEqual([]);
});
