import { expect, test } from 'vitest';

import type { Requirement } from '../../../src/model/requirement.js';
import { cloudApiHost, cloudWithV10, homeWithV10, judgeRun, observation } from '../run.js';

/** What is said of the remote API server whose name the local cluster cannot look up. */
function apiServer(cause: string): Requirement | undefined {
  const seen = observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: cloudApiHost,
    port: 443,
    outcome: 'dns-failure',
    cause,
  });
  const { requirements } = judgeRun({
    local: homeWithV10('local'),
    remote: cloudWithV10('remote'),
    generation: 'g2',
    observations: [seen],
  });
  return requirements.find((one) => one.service === 'apiServer' && one.cluster === 'remote');
}

test.each([
  ['servfail', 'answers that it failed (SERVFAIL)'],
  ['dns-refused', 'refuses to answer'],
  ['dns-unreachable', 'is not reached'],
  ['dns-timeout', 'does not answer in time'],
  ['temporary-failure', 'fails for the time being'],
])(
  'a name server that fails with %s is to be repaired, and the API server is left as it is',
  (cause, failure) => {
    const found = apiServer(cause);
    expect({ status: found?.status, prescription: found?.prescription }).toMatchObject({
      status: 'unmet',
      prescription: {
        summary: `Repair the name server that is asked for ${cloudApiHost}.`,
        actions: [
          {
            cluster: 'local',
            kind: 'infrastructure',
            words: `Have the name ${cloudApiHost} resolved for the pods of the local cluster: the name server that they ask, or one that it asks in turn, ${failure}. Repair it, or open the way to it (port 53 by UDP and TCP).`,
          },
        ],
        commands: [],
      },
    });
  },
);

test.each(['nxdomain', 'no-address'])(
  'a name that does not exist (%s) is no fault of a name server',
  (cause) => {
    const words = apiServer(cause)
      ?.prescription?.actions.map((action) => action.words)
      .join(' ');
    expect(words).toContain('Give the API server of the remote cluster a public endpoint');
  },
);
