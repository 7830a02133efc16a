import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { main } from '../../src/cli/main.js';
import { testShell } from './test-shell.js';

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

async function printed(...flags: readonly string[]): Promise<Printed[]> {
  const shell = testShell(['manifests', ...flags]);
  expect(await main(shell)).toBe(0);
  return parseAllDocuments(shell.written.stdout).map((document) => document.toJS() as Printed);
}

test('shows the grants first and then every object of a run', async () => {
  const objects = await printed();
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual(
    [
      'Namespace /liqo-doctor',
      'ClusterRole /liqo-doctor-read-only',
      'Role liqo/liqo-doctor-read-only',
      'Role kube-system/liqo-doctor-read-only',
      'Role default/liqo-doctor-read-only',
      'Role liqo-doctor/liqo-doctor-check',
      'ClusterRoleBinding /liqo-doctor-read-only',
      'RoleBinding liqo/liqo-doctor-read-only',
      'RoleBinding kube-system/liqo-doctor-read-only',
      'RoleBinding default/liqo-doctor-read-only',
      'RoleBinding liqo-doctor/liqo-doctor-check',
      'Namespace /liqo-doctor',
      'Job liqo-doctor/responder-RUN',
      'Secret liqo-doctor/key-RUN',
      'ConfigMap liqo-doctor/agent-RUN',
      'ConfigMap liqo-doctor/responder-plan-RUN',
      'ConfigMap liqo-doctor/prober-plan-RUN-1',
      'Service liqo-doctor/source-RUN',
      'Service liqo-doctor/gateway-nodeport-RUN',
      'Service liqo-doctor/auth-nodeport-RUN',
      'Job liqo-doctor/prober-RUN-1',
    ],
  );
});

test('shows what flags change: image, pull secret, labels, namespaces, the user and load balancers', async () => {
  const objects = await printed(
    ...['--image', 'registry.example.com/node@sha256:0', '--image-pull-secret', 'pull'],
    ...['--label', 'team=net', '--probe-namespace', 'probes', '-n', 'liqo-system', '--user', 'jane'],
    ...['--allow-load-balancer', '--openshift', '--timeout', '60s'],
  );
  const job = objects.find(({ metadata }) => metadata.name === 'responder-RUN');
  expect(job).toMatchObject({
    metadata: { namespace: 'probes', labels: { team: 'net' } },
    spec: {
      activeDeadlineSeconds: 90,
      template: {
        metadata: { labels: { team: 'net' } },
        spec: {
          imagePullSecrets: [{ name: 'pull' }],
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{ image: 'registry.example.com/node@sha256:0' }],
        },
      },
    },
  });
  expect(JSON.stringify(job)).not.toContain('runAsUser');
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  expect(names).toContain('Role liqo-system/liqo-doctor-read-only');
  expect(names).toContain('Service probes/gateway-loadbalancer-RUN');
  expect(objects.find(({ kind }) => kind === 'ClusterRoleBinding')?.['subjects']).toEqual([
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' },
  ]);
});

test('shows with --grants nothing that a run would create, so that it can be applied as it is', async () => {
  const kinds = new Set((await printed('--grants', '--user', 'jane')).map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(['Namespace', 'ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding']));
});

test('shows no key, and with -o json one list', async () => {
  const shell = testShell(['manifests', '-o', 'json']);
  await main(shell);
  const list = JSON.parse(shell.written.stdout) as { kind: string; items: (Printed & { data?: unknown })[] };
  expect(list.kind).toBe('List');
  expect(list.items.find(({ kind }) => kind === 'Secret')?.data).toEqual({ key: '' });
});
