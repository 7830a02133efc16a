import { expect, test } from 'vitest';

import { clockOf } from '../../src/inspect/server-clock.js';
import type { LoadedKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { known, unknown } from '../../src/model/fact.js';
import { makeCertificate } from '../helpers/kubernetes-certificate.js';
import { bareCluster, serve } from '../helpers/kubernetes-fixture.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';
import { kubeconfigFor, type Handler, type KubernetesServer } from '../helpers/kubernetes-server.js';

const rootCaPath = '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt';
const rootCa = 'ConfigMap kube-root-ca.crt in namespace kube-system';

/** The kubeconfig that trusts the server's own authority, which is what the cluster publishes as well. */
function sharing(published: (own: string) => string) {
  let own = '';
  const handler: Handler = (request, response) =>
    serve({ ...bareCluster, [rootCaPath]: { data: { 'ca.crt': published(own) } } })(request, response);
  const kubeconfig = (server: KubernetesServer): LoadedKubeconfig => {
    own = server.certificate.authority;
    return kubeconfigFor(server);
  };
  return inspect(handler, { kubeconfig });
}

test('the authority is shared when one of several certificates is', async () => {
  const { authority } = await makeCertificate();
  const { facts } = await sharing((own) => `# rotated\n${authority}\n${own}`);
  expect(facts.apiServer.kubeconfigSharesAuthority).toEqual(
    known(true, `the authority of the kubeconfig and ${rootCa}`),
  );
});

test('the authority is not shared when something else answers in the place of the API server', async () => {
  const { authority } = await makeCertificate();
  const { facts } = await sharing(() => authority);
  expect(facts.apiServer.kubeconfigSharesAuthority).toEqual(
    known(false, `the authority of the kubeconfig and ${rootCa}`),
  );
});

const refused = "the kubeconfig's user may not get configmaps/kube-root-ca.crt in namespace kube-system";

test.each<readonly [string, Handler | object, string]>([
  ['the cluster may not be asked', refuse('get', 'configmaps'), refused],
  ['the cluster publishes nothing', { data: {} }, `there is no ${rootCa}, or it is empty`],
  ['the cluster publishes no PEM', { data: { 'ca.crt': 'x' } }, `${rootCa} holds no certificate in PEM`],
])('whether the authority is shared is unknown when %s', async (_title, answer, reason) => {
  const { facts } = await inspect({ ...bareCluster, [rootCaPath]: answer });
  expect(facts.apiServer.kubeconfigSharesAuthority).toEqual(unknown(reason));
});

test('whether the authority is shared is unknown when the kubeconfig names none', async () => {
  const { facts } = await inspect(bareCluster, {
    kubeconfig: (server) => ({ ...kubeconfigFor(server), certificateAuthority: undefined }),
  });
  expect(facts.apiServer.kubeconfigSharesAuthority).toEqual(unknown('the kubeconfig names no authority'));
});

test('whether the authority is shared is unknown when the kubeconfig verifies nothing', async () => {
  const { facts } = await inspect(bareCluster, {
    kubeconfig: (server) => {
      const { cluster, ...rest } = kubeconfigFor(server);
      return { ...rest, certificateAuthority: undefined, cluster: { ...cluster, skipTLSVerify: true } };
    },
  });
  expect(facts.apiServer.kubeconfigSharesAuthority).toEqual(
    unknown("the kubeconfig does not have the API server's certificate verified"),
  );
  expect(facts.apiServer.certificateNames.known).toBe(true);
});

test('a server clock that is an hour ahead is told with its uncertainty', async () => {
  const ahead: Handler = (request, response) => {
    response.setHeader('Date', new Date(Date.now() + 3_600_000).toUTCString());
    serve(bareCluster)(request, response);
  };
  const { facts } = await inspect(ahead);
  if (!facts.clock.known) throw new Error(facts.clock.reason);
  const { aheadMs, withinMs } = facts.clock.value;
  expect(Math.abs(aheadMs - 3_600_000)).toBeLessThanOrEqual(withinMs);
  expect(withinMs).toBeGreaterThanOrEqual(500);
});

test('a server that sends no date has an unknown clock', async () => {
  const { facts } = await inspect((request, response) => {
    response.sendDate = false;
    serve(bareCluster)(request, response);
  });
  expect(facts.clock).toEqual(unknown('no answer of the API server had a usable header Date'));
});

test.each([
  // Written at 10:00:00.5 on average; received at 10:00:00.540 after 80 ms, hence at 10:00:00.500 here.
  [
    { dateMs: 36_000_000, receivedAtMs: 36_000_540, roundTripMs: 80 },
    { aheadMs: 0, withinMs: 540 },
  ],
  [
    { dateMs: 36_000_000, receivedAtMs: 35_999_000, roundTripMs: 0 },
    { aheadMs: 1_500, withinMs: 500 },
  ],
  [
    { dateMs: 36_000_000, receivedAtMs: 36_100_000, roundTripMs: 1_001 },
    { aheadMs: -98_999, withinMs: 1_001 },
  ],
])(
  'the clock is half a second later than its header, and the answer half a round trip older',
  (reading, clock) => {
    expect(clockOf(reading)).toEqual(known(clock, 'header Date of the API server'));
  },
);
