import { readFile } from 'node:fs/promises';
import process from 'node:process';

import { check, type CheckResult, judge, type JudgeResult, render } from 'liqo-doctor';

import { observe } from './observed.js';

/** What a whole check gave, in the order in which it was told. */
export interface WholeCheck {
  readonly told: readonly string[];
  readonly result: CheckResult;
  readonly judgedAgain: JudgeResult | undefined;
  readonly text: string | undefined;
}

const [local = '', remote = '', file = '', context = ''] = process.argv.slice(2);
const controller = new AbortController();

await observe(file, controller, async (): Promise<WholeCheck> => {
  const told: string[] = [];
  const result = await check({
    local: { kubeconfig: { text: await readFile(local, 'utf8') } },
    remote: { kubeconfig: remote, context },
    allowLoadBalancer: true,
    signal: controller.signal,
    onProgress: ({ stage }) => {
      if (told.at(-1) !== stage) told.push(stage);
    },
    onReport: ({ verdict }) => told.push(verdict),
  });
  if (result.kind !== 'report') return { told, result, judgedAgain: undefined, text: undefined };
  return {
    told,
    result,
    judgedAgain: await judge(result.savedRun),
    text: await render(result.report, 'text', { width: 80, ascii: true }),
  };
});
