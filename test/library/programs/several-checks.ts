import process from 'node:process';

import { check } from 'liqo-doctor';

import { observe } from './observed.js';

const [local = '', remote = '', file = ''] = process.argv.slice(2);
const controller = new AbortController();
const aborted = new AbortController();

const checkBoth = (signal: AbortSignal, onProbe: () => void) =>
  check({
    local: { kubeconfig: local },
    remote: { kubeconfig: remote },
    allowLoadBalancer: true,
    signal,
    onProgress: ({ stage }) => {
      if (stage === 'probe') onProbe();
    },
  });

await observe(file, controller, async () => {
  const results = await Promise.all([
    checkBoth(controller.signal, () => undefined),
    checkBoth(controller.signal, () => undefined),
    checkBoth(aborted.signal, () => aborted.abort()),
  ]);
  return results.map((result) => (result.kind === 'report' ? result.report.verdict : result.kind));
});
