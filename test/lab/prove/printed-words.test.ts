import { expect, test } from 'vitest';

import { carriedOut, stepsOf } from './carry-out.js';
import type { Situation } from './expected.js';
import { keptRecipes } from './kept-recipes.js';
import { between, cloud } from './plain-clusters.js';
import { intoPipe, type Print } from './printed-report.js';
import { NotUnderstood, readPrinted } from './printed-words.js';
import { mistakesOf } from './prove.js';
import { proveOne } from './prove-one.js';
import { NotCarriedOut } from './situation-changes.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';

const words = [
  '✗ Not ready: 2 requirements are unmet (authentication server of milan, gateway of turin or milan).',
  'Scenario nat-to-nat (low confidence): turin (remote) and milan (local); requirements of Liqo',
  'v0.5 to v0.10.',
  '',
  'SERVICE     FROM → TO       REQUIRED',
  '',
  'What to do',
  '',
  '1. Authentication server of milan (unmet)',
  '   The remote cluster cannot use TCP 192.168.1.10:30443, which Liqo would advertise: nothing',
  '   answered in time.',
  '   Forward TCP 203.0.113.8:30443 and make Liqo advertise it.',
  '   - milan: On the router in front of the local cluster, forward TCP 203.0.113.8:30443 →',
  '     192.168.1.10:30443.',
  '   - milan: Set auth.config.addressOverride=203.0.113.8 in the Liqo installation of the local',
  '     cluster.',
  '',
  '     TCP 203.0.113.8:30443 → 192.168.1.10:30443',
  '',
  '     helm repo add liqo https://helm.liqo.io/',
  '     helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kubeconfig local.yaml --set auth.config.addressOverride=203.0.113.8',
  '',
  '   This may interrupt peerings that are active now.',
  '   Or: Peer in-band: authentication and API servers are then reached through the tunnel and need no',
  '   exposure.',
  '',
  '     liqoctl peer in-band --kubeconfig local.yaml --remote-kubeconfig remote.yaml',
  '',
  '   More: liqo-doctor explain LD-AUTH-002',
  '',
  '2. Gateway of turin or milan (unmet)',
  '   Either the gateway of turin:',
  '   Nothing arrives.',
  '   - turin: Have the load balancer controller of the remote cluster give its Services a public',
  '     address: install or repair it.',
  '   Or the gateway of milan:',
  '   Nothing arrives there either.',
  '   - milan: Set gateway.service.type=NodePort in the Liqo installation of the local cluster.',
  '   Or: Make the gateway of the remote cluster reachable instead: one of the two suffices.',
  '   More: liqo-doctor explain LD-GW-002',
  '',
  'Next',
  '',
  'Of the two gateways, one is enough.',
  '',
];

test('a report in words is read with its steps, ways, bullets, rows, lines and alternatives', () => {
  expect(readPrinted(words.join('\n'))).toEqual({
    verdict: 'not-ready',
    clusters: { turin: 'remote', milan: 'local' },
    steps: [
      {
        title: 'Authentication server of milan',
        status: 'unmet',
        ways: [
          {
            heading: undefined,
            prose:
              'The remote cluster cannot use TCP 192.168.1.10:30443, which Liqo would advertise: nothing answered in time. Forward TCP 203.0.113.8:30443 and make Liqo advertise it.',
            bullets: [
              {
                cluster: 'local',
                words:
                  'On the router in front of the local cluster, forward TCP 203.0.113.8:30443 → 192.168.1.10:30443.',
              },
              {
                cluster: 'local',
                words:
                  'Set auth.config.addressOverride=203.0.113.8 in the Liqo installation of the local cluster.',
              },
            ],
            row: 'TCP 203.0.113.8:30443 → 192.168.1.10:30443',
            commands: [
              'helm repo add liqo https://helm.liqo.io/',
              'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kubeconfig local.yaml --set auth.config.addressOverride=203.0.113.8',
            ],
            alternatives: [
              {
                summary:
                  'Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.',
                bullets: [],
                commands: ['liqoctl peer in-band --kubeconfig local.yaml --remote-kubeconfig remote.yaml'],
              },
            ],
          },
        ],
      },
      {
        title: 'Gateway of turin or milan',
        status: 'unmet',
        ways: [
          {
            heading: 'gateway of turin',
            prose: 'Nothing arrives.',
            bullets: [
              {
                cluster: 'remote',
                words:
                  'Have the load balancer controller of the remote cluster give its Services a public address: install or repair it.',
              },
            ],
            commands: [],
            alternatives: [],
          },
          {
            heading: 'gateway of milan',
            prose: 'Nothing arrives there either.',
            bullets: [
              {
                cluster: 'local',
                words: 'Set gateway.service.type=NodePort in the Liqo installation of the local cluster.',
              },
            ],
            commands: [],
            alternatives: [
              {
                summary: 'Make the gateway of the remote cluster reachable instead: one of the two suffices.',
                bullets: [],
                commands: [],
              },
            ],
          },
        ],
      },
    ],
    next: [],
  });
});

test('the lines to run at the end of a ready report are read, and its notes are not', () => {
  const ready = [
    '✓ Ready: a can peer with a.',
    'Scenario same-lan (high confidence): a (local) and a (remote); requirements of Liqo v1.0 and',
    'later.',
    '',
    'Next',
    '',
    'Install Liqo first.',
    '',
    '  liqoctl install --kubeconfig local.yaml',
    '  liqoctl peer --kubeconfig local.yaml --remote-kubeconfig remote.yaml',
    '',
  ];
  expect(readPrinted(ready.join('\n'))).toEqual({
    verdict: 'ready',
    clusters: { 'a (local)': 'local', 'a (remote)': 'remote' },
    steps: [],
    next: [
      'liqoctl install --kubeconfig local.yaml',
      'liqoctl peer --kubeconfig local.yaml --remote-kubeconfig remote.yaml',
    ],
  });
});

test('a bullet that names no cluster of the report is not understood', () => {
  const text = words.join('\n').replace('- turin: Have', '- rome: Have');
  expect(() => readPrinted(text)).toThrow(NotUnderstood);
});

const [recipe] = keptRecipes.filter(({ title }) =>
  title.startsWith('an authentication server without a node port gets'),
);
const situation: Situation = {
  topology: buildTopology(recipe?.recipe ?? ({} as never)),
  intent: { liqoVersion: 'v0.10.3', peering: 'out-of-band', networkingDisabled: false, gateway: {} },
  servers: { local: undefined, remote: undefined },
  capture: false,
};
const upgrade =
  'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kubeconfig local.yaml --set auth.service.type=NodePort';
const bullet = {
  cluster: 'local',
  words: 'Set auth.service.type=NodePort in the Liqo installation of the local cluster.',
} as const;
const repository = 'helm repo add liqo https://helm.liqo.io/';

test.for([
  ['as they are printed', [repository, upgrade], undefined],
  ['in another order', [upgrade, repository], 'helm does not know the repository liqo'],
  ['without the first of them', [upgrade], 'helm does not know the repository liqo'],
  ['for the other cluster', [repository, upgrade.replace('local', 'remote')], 'words and lines differ'],
  ['cut off', [repository, upgrade.slice(0, -5)], 'words and lines differ'],
  ['with another value', [repository, upgrade.replace('NodePort', 'LoadBalancer')], 'words and lines differ'],
  ['that would forget all other values', [repository, upgrade.replace('--reuse-values ', '')], 'forgets'],
  ['of another release', [repository, upgrade.replace('v0.10.3', 'v0.9.0')], 'not the chart'],
] as const)('lines %s are carried out only where they would do what is said', ([, commands, why]) => {
  const run = () => carriedOut(situation, stepsOf({ bullets: [bullet], commands }));
  if (why === undefined) {
    expect(run().topology.clusters.local.liqo).toMatchObject({ auth: { type: 'NodePort' } });
  } else {
    expect(run).toThrow(NotCarriedOut);
    expect(run).toThrow(why);
  }
});

test('a port that is opened for load balancers is opened at each that the cluster named can have, and nowhere else', () => {
  const words =
    'In the firewalls between the clusters, allow TCP port 443 of the load balancers of the remote cluster from the local cluster: out of the local cluster and into the remote cluster.';
  const cloudBeside = buildTopology(between(cloud, cloud));
  const carry = (cluster: 'local' | 'remote') =>
    carriedOut(
      { ...situation, topology: cloudBeside },
      stepsOf({ bullets: [{ cluster, words }], commands: [] }),
    ).topology;
  const { loadBalancer } = cloudBeside.clusters.remote;
  const opened = carry('remote').sites.remote.firewall.map(({ address }) => address);
  expect(opened.toSorted()).toEqual(loadBalancer.kind === 'address' ? loadBalancer.pool : []);
  expect(() => carry('local')).toThrow('whose load balancers are meant');
});

/** Lines to paste, changed by a renderer that is broken. */
function broken(change: (commands: readonly string[]) => readonly string[]): Print {
  return (report) => {
    const lines = intoPipe(report).split('\n');
    const isCommand = (line: string): boolean => /^ +(helm|liqoctl|kubectl) /.test(line);
    const first = lines.findIndex(isCommand);
    const count = lines.slice(first).findIndex((line) => !isCommand(line));
    return first === -1
      ? lines.join('\n')
      : lines.toSpliced(first, count, ...change(lines.slice(first, first + count))).join('\n');
  };
}

const wrapped = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => (line.length <= 100 ? [line] : [line.slice(0, 100), `     ${line.slice(100)}`]));

test.for([
  ['wrapped', wrapped],
  ['cut at the width of the terminal', (lines: readonly string[]) => lines.map((line) => line.slice(0, 100))],
  ['in another order', (lines: readonly string[]) => lines.toReversed()],
  ['left out', () => []],
] as const)(
  'a prescription whose lines are printed %s is unproven',
  { timeout: 60_000 },
  async ([, change]) => {
    if (recipe === undefined) throw new Error('the recipe is not kept any more');
    expect(mistakesOf(await proveOne(recipe.recipe, 1))).toEqual([]);
    const mistakes = mistakesOf(await proveOne(recipe.recipe, 1, broken(change)));
    expect(mistakes).toEqual([expect.stringMatching(/^Unproven: /)]);
  },
);
