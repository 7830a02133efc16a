import { expect, test } from 'vitest';

import { helmUpgradeCommand } from '../../../src/liqo/words/helm-upgrade.js';
import { releaseOf } from '../releases.js';

test('the line keeps chart version and other values', () => {
  const command = helmUpgradeCommand({
    cluster: { liqoNamespace: 'liqo' },
    release: releaseOf('v0.10.3'),
    values: { 'auth.service.type': 'NodePort', 'auth.service.nodePort.port': '30443' },
  });
  expect(command).toBe(
    'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values ' +
      '--set auth.service.type=NodePort --set auth.service.nodePort.port=30443',
  );
});

test('the line names the cluster and quotes what has to be quoted', () => {
  const command = helmUpgradeCommand({
    cluster: { kubeconfig: '/home/me/my config', context: 'kind-rome', liqoNamespace: 'liqo-system' },
    release: releaseOf('v1.2.0'),
    values: { 'apiServer.address': 'https://<your public address>:6443' },
  });
  expect(command).toBe(
    'helm upgrade liqo liqo/liqo --namespace liqo-system --version v1.2.0 --reuse-values ' +
      "--kubeconfig '/home/me/my config' --kube-context kind-rome " +
      "--set 'apiServer.address=https://<your public address>:6443'",
  );
});

test('a comma in a value is escaped, since --set splits at commas', () => {
  const command = helmUpgradeCommand({
    cluster: { liqoNamespace: 'liqo' },
    release: releaseOf('v0.8.3'),
    values: { 'auth.ingress.host': 'a,b' },
  });
  expect(command).toMatch(/--set 'auth\.ingress\.host=a\\,b'$/);
});
