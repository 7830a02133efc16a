import { expect, test } from 'vitest';

import type { DiscoveryEvidence } from '../../../src/judge/discovery/discovery-evidence.js';
import { discoveryHints } from '../../../src/judge/discovery/discovery-hints.js';
import { judgeDiscovery } from '../../../src/judge/discovery/judge-discovery.js';
import type { WordsOfSides } from '../../../src/judge/discovery/setting-hints.js';
import type { LiqoFacts } from '../../../src/model/cluster-facts.js';
import type { FoundCluster } from '../../../src/model/discovery.js';
import { known } from '../../../src/model/fact.js';
import { authServiceFacts, earlyLiqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';

const source = 'a test';
const turin = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a';
const on = { announces: true, searches: true };

const words: WordsOfSides = {
  local: { kubeconfig: 'rome.yaml', liqoNamespace: 'liqo' },
  remote: { kubeconfig: 'all.yaml', context: 'turin', liqoNamespace: 'liqo-system' },
};

const verified: FoundCluster = {
  by: 'dns',
  view: 'operator',
  announcedAs: 'a.example.com',
  status: 'verified',
  clusterId: turin,
  clusterName: 'turin',
  url: 'https://192.168.1.11:30443',
  addresses: [],
  interfaces: [],
  heardMs: 0,
  addCommand: 'liqoctl add …',
  manifest: 'kind: ForeignCluster\n',
};

const evidence: DiscoveryEvidence = {
  by: 'lan',
  view: 'operator',
  release: { version: 'v0.10.3', generation: 'g2' },
  isReleaseNamed: true,
  facts: {},
  clusters: [],
  lan: {
    listenedMs: 5000,
    interfaces: [],
    announcements: [],
    leftOut: { instances: 0, messages: 0 },
    contrasts: [],
  },
};

function remote(version: string, overrides: Partial<LiqoFacts>): DiscoveryEvidence['facts'] {
  const liqo = earlyLiqoFacts(version, { lanDiscovery: known(on, source), ...overrides });
  return { remote: known(onPremisesCluster('remote', { liqo }), source) };
}

function hints(overrides: Partial<DiscoveryEvidence>, given: WordsOfSides = words) {
  const all = { ...evidence, ...overrides };
  return discoveryHints(all, judgeDiscovery(all), given);
}

const repository = 'helm repo add liqo https://helm.liqo.io/';
const upgrade = (version: string) =>
  `helm upgrade liqo liqo/liqo --namespace liqo-system --version ${version} --reuse-values --kubeconfig all.yaml --kube-context turin`;

test('a cluster that is not set to be found gets the line that sets just what is missing', () => {
  expect(hints({ facts: remote('v0.3.2', { lanDiscovery: known(null, source) }) })).toEqual([
    {
      text: 'To let LAN discovery work in the remote cluster:',
      lines: [
        repository,
        `${upgrade('v0.3.2')} --set discovery.config.enableAdvertisement=true --set discovery.config.enableDiscovery=true`,
      ],
    },
  ]);
  const searchesOnly = known({ ...on, announces: false }, source);
  expect(hints({ facts: remote('v0.10.3', { lanDiscovery: searchesOnly }) })[0]?.lines).toEqual([
    repository,
    `${upgrade('v0.10.3')} --set discovery.config.enableAdvertisement=true`,
  ]);
  const shortLived = known({ ...on, ttlSeconds: 10 }, source);
  expect(hints({ facts: remote('v0.10.3', { lanDiscovery: shortLived }) })[0]?.lines).toEqual([
    repository,
    `${upgrade('v0.10.3')} --set discovery.config.ttl=90`,
  ]);
});

test('a Service that becomes a node port is looked at only when liqo-discovery starts anew', () => {
  const authService = known(authServiceFacts({ type: 'LoadBalancer' }), source);
  expect(hints({ facts: remote('v0.10.3', { authService }) })).toEqual([
    {
      text: 'To let LAN discovery work in the remote cluster (another type of Service also changes where peers reach the authentication server):',
      lines: [
        repository,
        `${upgrade('v0.10.3')} --set auth.service.type=NodePort`,
        'kubectl rollout restart deployment/liqo-discovery --namespace liqo-system --kubeconfig all.yaml --context turin',
      ],
    },
  ]);
});

test('a release without LAN discovery, and one that is set as it has to be, get no such line', () => {
  expect(hints({ facts: { remote: known(onPremisesCluster('remote'), source) } })).toEqual([]);
  expect(hints({ facts: remote('v0.10.3', {}) })).toEqual([]);
});

test('a cluster that was found by two names is told once', () => {
  const clusters = [{ ...verified, announcedAs: 'b.example.com', addCommand: 'liqoctl add b' }, verified];
  expect(hints({ clusters }, {}).map(({ lines }) => lines)).toEqual([
    ["liqo-doctor check --remote '<kubeconfig of turin>'"],
    ['liqoctl add …'],
    ["kubectl apply -f - <<'EOF'\nkind: ForeignCluster\nEOF"],
  ]);
});

test('the line that checks it names the kubeconfigs that were given', () => {
  const [ofStranger] = hints({ clusters: [verified] }, { local: words.local });
  expect(ofStranger).toEqual({
    text: 'Whether peering with turin will work, with its kubeconfig:',
    lines: ["liqo-doctor check --kubeconfig rome.yaml --remote '<kubeconfig of turin>'"],
  });
  const facts = remote('v0.10.3', { clusterId: known(turin, source) });
  expect(hints({ clusters: [verified], facts })[0]).toEqual({
    text: 'Whether peering with turin will work:',
    lines: [
      'liqo-doctor check --kubeconfig rome.yaml --remote all.yaml --remote-context turin --remote-liqo-namespace liqo-system',
    ],
  });
});

test('that nobody named the release is said', () => {
  const texts = (isReleaseNamed: boolean) =>
    hints({ clusters: [verified], isReleaseNamed }, {}).map(({ text }) => text);
  expect(texts(true)[1]).toBe(
    'To add it to Liqo v0.10.3 without its kubeconfig; its operator learns the token with liqoctl generate peer-command:',
  );
  expect(texts(false)[1]).toContain('Liqo v0.10.3 (--liqo-version names another release)');
});
