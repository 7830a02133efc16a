import { expect, test } from 'vitest';

import { redactReport } from '../../../src/report/redact/redact-report.js';
import { notReadyReport } from '../example-reports.js';

const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('leaves of images their digests alone, and the digest of the agent as it is', () => {
  const pods = {
    agentSha256: digest,
    images: {
      local: [`registry.acme.io/team/node@sha256:${digest}`, `sha256:${digest}`],
      remote: ['registry.acme.io/team/node:20'],
    },
  };
  expect(redactReport({ ...notReadyReport, pods }).pods).toEqual({
    agentSha256: digest,
    images: { local: [`image@sha256:${digest}`, `sha256:${digest}`], remote: ['image'] },
  });
});
