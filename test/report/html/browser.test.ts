import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { renderHtml, renderRunErrorHtml } from '../../../src/report/html/page.js';
import { printedLines } from '../../helpers/printed-lines.js';
import { notReadyReport } from '../example-reports.js';
import { goldenReports } from '../golden-reports.js';

const executable = process.env['LIQO_DOCTOR_CHROMIUM'] ?? '/usr/bin/chromium';
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The page on which there is something of everything. */
const wholeName = 'not ready, with everything';
const whole = renderHtml(notReadyReport);

/** Pages to open, by name: every golden report, the one that has everything, and no report at all. */
const pages: readonly (readonly [name: string, html: string])[] = [
  ...(await goldenReports()).map(({ name, report }) => [name, renderHtml(report)] as const),
  [wholeName, whole],
  ['run error', renderRunErrorHtml({ code: 'kubeconfig-missing', message: 'there is no kubeconfig' })],
];

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const looks: Readonly<Record<string, BrowserContextOptions>> = {
  'desktop, light': { viewport: desktop, colorScheme: 'light' },
  'phone, dark': { viewport: phone, colorScheme: 'dark' },
  'desktop, dark': { viewport: desktop, colorScheme: 'dark' },
  'phone, light': { viewport: phone, colorScheme: 'light' },
};

/** Every page on two screens; the one that has everything on all. */
const shown = pages.flatMap(([name, html]) =>
  Object.keys(looks)
    .slice(0, name === wholeName ? 4 : 2)
    .map((look) => [name, look, html] as const),
);

/** A folder that keeps the pictures, to be looked at; none are made without it. */
const pictures = process.env['LIQO_DOCTOR_PICTURES'];

const timeout = 60_000;

/** What an expression of a page's own script gives: our code knows no types of browsers. */
function measure<T>(page: Page, expression: string): Promise<T> {
  return page.evaluate<T>(expression);
}

// A pipeline without it is one that checks nothing: it fails there.
describe.skipIf(!existsSync(executable) && process.env['CI'] === undefined)('a report in Chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-html-'));
    browser = await chromium.launch({
      executablePath: executable,
      // Root cannot have Chromium's sandbox; what is opened is our own page.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
  }, timeout);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** An open page, with what it asked for besides itself, and what it or the browser complained of. */
  async function open(name: string, html: string, look: BrowserContextOptions = {}) {
    const file = join(folder, `${name.replaceAll(/\W+/gu, '-')}.html`);
    await writeFile(file, html);
    const context = await browser.newContext({ ...look, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const remarks: string[] = [];
    const url = pathToFileURL(file).href;
    page.on('console', (message) => remarks.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => remarks.push(error.message));
    page.on('request', (request) => request.url() !== url && remarks.push(`asks for ${request.url()}`));
    await page.goto(url);
    return { page, remarks };
  }

  /** What axe finds against WCAG 2.2 AA and good practice, contrast included, with the elements concerned. */
  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axeSource);
    const { violations: found } = await measure<AxeResults>(page, 'axe.run()');
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  test.each(shown)(
    '%s, on a screen that is %s, asks for nothing, complains of nothing, and can be read by everybody',
    { timeout },
    async (name, lookName, html) => {
      const { page, remarks } = await open(name, html, looks[lookName]);
      const { overflow, answerEnds } = await measure<{ overflow: number; answerEnds: number }>(
        page,
        `({
          overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          answerEnds: document.querySelector('h1').getBoundingClientRect().bottom / innerHeight,
        })`,
      );
      expect(overflow, 'nothing is wider than the screen').toBe(0);
      expect(answerEnds, 'the answer is seen at once').toBeLessThan(0.5);
      const astray = `[...document.querySelectorAll('a')].filter(({ hash }) => document.querySelector(hash) === null).length`;
      expect(await measure(page, astray), 'links lead to a part of the page').toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(remarks).toEqual([]);
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        const file = `${name}-${lookName}.png`.replaceAll(/[^\w.]+/gu, '-');
        await page.screenshot({ path: join(pictures, file), fullPage: true });
      }
      await page.context().close();
    },
  );

  test('a button copies its line as it stands, by keyboard alone', { timeout }, async () => {
    const { page } = await open('copy', whole);
    await measure(page, `document.querySelectorAll('details').forEach((each) => (each.open = true))`);
    const copied: string[] = [];
    for (const button of await page.locator('pre button').all()) {
      await button.focus();
      await page.keyboard.press('Enter');
      await page.locator('button:focus', { hasText: 'Copied' }).waitFor();
      copied.push(await measure(page, 'navigator.clipboard.readText()'));
    }
    expect(copied.length).toBeGreaterThan(1);
    expect(copied).toEqual(await page.locator('pre code').allTextContents());
    const lines = printedLines(notReadyReport).flatMap((command) => command.split('\n'));
    expect(lines.filter((line) => !copied.includes(line))).toEqual([]);
    await page.context().close();
  });

  test(
    'every control is reached by the tabulator, and what is folded opens by Enter',
    { timeout },
    async () => {
      const { page } = await open('keyboard', whole);
      const controls = await page.locator('a:visible, button:visible, summary:visible').count();
      const reached = new Set<number>();
      for (let index = 0; index < controls; index += 1) {
        await page.keyboard.press('Tab');
        const focused = `[...document.querySelectorAll('a, button, summary')].indexOf(document.activeElement)`;
        reached.add(await measure(page, focused));
      }
      expect(reached.has(-1)).toBe(false);
      expect(reached.size).toBe(controls);
      await page.locator('summary').first().focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('details').first().getAttribute('open')).toBe('');
      await page.context().close();
    },
  );

  test('on paper nothing is folded and no button is left', { timeout }, async () => {
    const { page } = await open('paper', whole);
    const heights = `[...document.querySelectorAll('details')].map((each) => each.getBoundingClientRect().height)`;
    const folded = await measure<number[]>(page, heights);
    await page.emulateMedia({ media: 'print' });
    const printed = await measure<number[]>(page, heights);
    expect(folded.length).toBeGreaterThan(1);
    expect(printed.map((height, index) => height > 1.5 * (folded[index] ?? 0))).toEqual(
      folded.map(() => true),
    );
    expect(await page.locator('button:visible').count()).toBe(0);
    await page.context().close();
  });
});
