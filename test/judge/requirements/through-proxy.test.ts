import { expect, test } from 'vitest';

import { unknown } from '../../../src/model/fact.js';
import type { Certificate, Observation } from '../../../src/model/observation.js';
import { judgeOperatorView } from '../../../src/judge/requirements/operator-view.js';
import { streamOutcome } from '../../../src/judge/requirements/stream-outcome.js';
import { cloudApiHost, cloudWithV10, homeWithV10, judgeRun, observation } from '../run.js';

const proxy = { scheme: 'http', host: 'proxy.example.org', port: 3128 };

const seenOf = (parts: Partial<Observation> & Pick<Observation, 'outcome'>) =>
  observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: cloudApiHost,
    port: 443,
    proxy,
    ...parts,
  });

function apiServer(seen: Observation, local = homeWithV10('local')) {
  const run = { local, remote: cloudWithV10('remote'), generation: 'g2', observations: [seen] } as const;
  return judgeRun(run).requirements.find(
    ({ service, cluster }) => service === 'apiServer' && cluster === 'remote',
  );
}

const at = `TCP ${cloudApiHost}:443`;

test('says through which proxy a service is reached', () => {
  const found = apiServer(seenOf({ outcome: 'open', kubernetesVersion: 'v1.32.0' }));
  expect({ status: found?.status, reason: found?.reason }).toEqual({
    status: 'met',
    reason: `The local cluster reaches ${at} through the proxy http://proxy.example.org:3128: the API server answered (Kubernetes v1.32.0).`,
  });
});

test('blames the proxy for what it refuses, and prescribes to go past it or to open it', () => {
  const found = apiServer(
    seenOf({ outcome: 'proxy-failure', cause: 'proxy-refused', phase: 'proxy', httpStatus: 403 }),
  );
  expect({ status: found?.status, reason: found?.reason }).toEqual({
    status: 'unmet',
    reason: `The local cluster cannot use ${at}, which Liqo would advertise: the proxy http://proxy.example.org:3128 refused to connect there (HTTP status 403).`,
  });
  expect(found?.prescription?.actions).toEqual([
    {
      cluster: 'local',
      kind: 'infrastructure',
      words: `Add ${cloudApiHost} to NO_PROXY in the environment of Liqo's Deployments in the local cluster, if its pods reach ${at} without a proxy.`,
    },
  ]);
  expect(found?.prescription?.alternatives.map(({ summary }) => summary)).toEqual([
    `Have the proxy http://proxy.example.org:3128 connect the pods of the local cluster to ${at}.`,
  ]);
});

test('names the issuer of the certificate that a proxy shows which inspects TLS', () => {
  const certificate: Certificate = {
    subject: 'CN=api',
    issuer: 'CN=Corp TLS Inspection CA',
    names: [cloudApiHost],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    fingerprint: 'AB:CD',
    trusted: false,
    nameMatches: true,
  };
  const found = apiServer(
    seenOf({ outcome: 'tls-failure', cause: 'unknown-authority', phase: 'tls', certificate }),
  );
  expect(found?.reason).toBe(
    `The local cluster cannot use ${at} through the proxy http://proxy.example.org:3128, which Liqo would advertise: its certificate does not descend from the authority that Liqo hands to the peer, issued by CN=Corp TLS Inspection CA.`,
  );
  expect(found?.prescription?.alternatives.map(({ summary }) => summary)).toEqual([
    `Have the proxy http://proxy.example.org:3128 pass TLS to ${at} through without inspecting it.`,
  ]);
});

test('does not know what credentials would have opened', () => {
  const found = apiServer(
    seenOf({ outcome: 'error', cause: 'proxy-credentials-withheld', phase: 'proxy', httpStatus: 407 }),
  );
  expect({ status: found?.status, reason: found?.reason }).toEqual({
    status: 'unknown',
    reason: `Whether the local cluster reaches ${at} is not known: the proxy http://proxy.example.org:3128 wants credentials, which Liqo has and the probe does not carry.`,
  });
});

test('says that a probe went straight where the proxy of Liqo is not known', () => {
  const straight = seenOf({ outcome: 'open' });
  delete straight.proxy;
  const reason = 'the value of HTTPS_PROXY in the environment of Deployment liqo-auth comes from elsewhere';
  const local = homeWithV10('local', { proxyEnvironment: unknown(reason) });
  expect(apiServer(straight, local)?.reason).toBe(
    `The local cluster reaches ${at}: the API server answered; whether Liqo goes through a proxy there is not known: ${reason}.`,
  );
});

test('says so of this machine too, whose proxy proves nothing against the service', () => {
  const seen = seenOf({
    outcome: 'proxy-failure',
    cause: 'proxy-silent',
    from: 'operator',
    view: 'operator',
  });
  expect(judgeOperatorView(streamOutcome('apiServer', seen, undefined), seen)).toEqual({
    status: 'unknown',
    reason: `This machine does not reach ${at} (the proxy http://proxy.example.org:3128 accepted the connection and never answered); the pods of the local cluster were not asked.`,
  });
});
