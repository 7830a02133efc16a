import process from 'node:process';

import { check } from 'liqo-doctor';

import { observe } from './observed.js';

const [local = '', remote = '', file = ''] = process.argv.slice(2);
const controller = new AbortController();

await observe(file, controller, () =>
  check({
    local: { kubeconfig: local },
    remote: { kubeconfig: remote },
    signal: controller.signal,
    onProgress: ({ stage, text }) => {
      if (stage === 'probe' && text.startsWith('waiting for the prober')) controller.abort();
    },
  }),
);
