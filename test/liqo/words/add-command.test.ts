import { expect, test } from 'vitest';

import { addCommand, foreignClusterManifest } from '../../../src/liqo/words/add-command.js';
import { zoneLines } from '../../../src/liqo/words/zone-lines.js';

const foreign = {
  clusterId: '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a',
  clusterName: 'turin',
  url: 'https://192.168.1.11:30443',
};
const local = { kubeconfig: 'consumer.yaml', liqoNamespace: 'liqo' };
const g1 = { version: 'v0.4.0', generation: 'g1' } as const;
const g2 = { version: 'v0.10.3', generation: 'g2' } as const;
const g3 = { version: 'v1.2.0', generation: 'g3' } as const;

test.each([
  [
    g1,
    'KUBECONFIG=consumer.yaml liqoctl add cluster turin --auth-url https://192.168.1.11:30443 --id 7f1c2b9e-1a2b-4c3d-8e4f-00000000000a --token <token>',
  ],
  [
    g2,
    'liqoctl peer out-of-band turin --auth-url https://192.168.1.11:30443 --cluster-id 7f1c2b9e-1a2b-4c3d-8e4f-00000000000a --kubeconfig consumer.yaml --auth-token <token>',
  ],
  [g3, undefined],
])('$version adds a cluster in its own words', (release, line) => {
  expect(addCommand(release, foreign, local)).toBe(line);
});

// Worked out by hand from the pattern of `foreignAuthUrl`: ….{1,256}\\.[a-zA-Z0-9()]{1,6}\\b….
test.each([
  ['https://192.168.1.11:30443', true],
  ['https://auth.turin.example.com', true],
  // ".corp" will do, wherever it stands.
  ['https://auth.corp.internal:443', true],
  ['https://auth.internal:443', false],
  ['https://auth.clusters.example:443', false],
  ['https://localhost:443', false],
  ['https://[fd00:11::11]:30443', false],
])('%s is taken as the URL of an authentication server: %s', (url, isTaken) => {
  expect(addCommand(g2, { ...foreign, url }, local) !== undefined).toBe(isTaken);
  expect(foreignClusterManifest(g1, { ...foreign, url }) !== undefined).toBe(isTaken);
});

test.each(["x'; rm -rf /", '--kubeconfig=elsewhere', 'Turin', ''])(
  'a server that calls itself %j is named by its ID, since no object bears such a name',
  (clusterName) => {
    expect(addCommand(g2, { ...foreign, clusterName }, { liqoNamespace: 'liqo' })).toBe(
      'liqoctl peer out-of-band cluster-7f1c2b --auth-url https://192.168.1.11:30443 --cluster-id 7f1c2b9e-1a2b-4c3d-8e4f-00000000000a --auth-token <token>',
    );
  },
);

test('a cluster whose ID can be no label is not added', () => {
  expect(addCommand(g2, { ...foreign, clusterId: '$(reboot)' }, local)).toBeUndefined();
  expect(foreignClusterManifest(g2, { ...foreign, clusterId: '$(reboot)' })).toBeUndefined();
});

test('v0.10 names a ForeignCluster by its name and says which way of peering; v0.3 and v0.4 by its ID', () => {
  expect(foreignClusterManifest(g2, foreign)).toBe(
    [
      'apiVersion: discovery.liqo.io/v1alpha1',
      'kind: ForeignCluster',
      'metadata:',
      '  name: "turin"',
      '  labels:',
      '    discovery.liqo.io/cluster-id: "7f1c2b9e-1a2b-4c3d-8e4f-00000000000a"',
      'spec:',
      '  peeringType: OutOfBand',
      '  clusterIdentity:',
      '    clusterID: "7f1c2b9e-1a2b-4c3d-8e4f-00000000000a"',
      '    clusterName: "turin"',
      '  foreignAuthUrl: "https://192.168.1.11:30443"',
      '  insecureSkipTLSVerify: true',
      '  outgoingPeeringEnabled: Auto',
      '  incomingPeeringEnabled: Auto',
      '',
    ].join('\n'),
  );
  expect(foreignClusterManifest(g1, foreign)).toContain('  name: "7f1c2b9e-1a2b-4c3d-8e4f-00000000000a"');
  expect(foreignClusterManifest(g1, foreign)).not.toContain('peeringType');
  expect(foreignClusterManifest(g3, foreign)).toBeUndefined();
});

test('zone lines list a cluster by a PTR record of the domain and an SRV record of the name', () => {
  expect(zoneLines('example.com.', { label: 'turin', host: 'auth.turin.example.org', port: 443 })).toEqual([
    'example.com. 90 IN PTR turin.example.com.',
    'turin.example.com. 90 IN SRV 0 0 443 auth.turin.example.org.',
  ]);
  expect(zoneLines('example.com', { label: 'My Cluster!', host: '203.0.113.8', port: 30_443 })).toEqual([
    'example.com. 90 IN PTR my-cluster.example.com.',
    'my-cluster.example.com. 90 IN SRV 0 0 30443 auth.my-cluster.example.com.',
    'auth.my-cluster.example.com. 90 IN A 203.0.113.8',
  ]);
});
