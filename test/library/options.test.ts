import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { check } from '../../src/library/index.js';
import { runForProgram } from '../../src/library/run-for-program.js';

/** What comes of options, of which no cluster is asked. */
async function failureOf(options: unknown): Promise<unknown> {
  const result = await check(options as Parameters<typeof check>[0]);
  return result.kind === 'could-not-start' ? result.failure : result;
}

const remote = { kubeconfig: '/nonexistent/remote.yaml' };

test.each<readonly [options: unknown, message: string]>([
  [undefined, 'the options: must be an object'],
  [{}, 'remote: must be an object'],
  [{ remote: {} }, 'say which cluster to peer with: remote.kubeconfig, or remote.context'],
  [{ remote: 'b.yaml' }, 'remote: must be an object'],
  [{ remote: { kubeconfig: 7 } }, 'remote.kubeconfig: must be a path, or an object with a text'],
  [{ remote: { kubeconfig: { text: 7 } } }, 'remote.kubeconfig: must be a path, or an object with a text'],
  [{ remote: { context: '' } }, 'remote.context: must be a text that is not empty'],
  [{ remote, kubeconfig: 'a.yaml' }, 'the options: has no field kubeconfig'],
  [{ remote, pods: { nameSpace: 'a' } }, 'pods: has no field nameSpace'],
  [
    { remote, pods: { namespace: 'Not One' } },
    'pods.namespace: must be a namespace: lower-case letters, digits and hyphens, at most 63',
  ],
  [{ remote, pods: { labels: { team: 1 } } }, 'pods.labels.team: must be a text'],
  [
    { remote, pods: { labels: { 'a team': 'net' } } },
    'pods.labels.a team: must be a key without = and spaces',
  ],
  [{ remote, pods: { tolerations: [{ key: 'a b' }] } }, 'pods.tolerations.0.key: must be the key of a taint'],
  [
    { remote, intent: { scenario: 'home' } },
    'intent.scenario: must be cloud-to-cloud, onprem-to-cloud, onprem-nat-to-cloud, same-lan, onprem-to-onprem, onprem-nat-to-onprem, nat-to-nat, routed-private or cloud-private',
  ],
  [{ remote, intent: { mtu: 575 } }, 'intent.mtu: must be a whole number from 576 to 65535'],
  [
    { remote, intent: { gateway: { loadBalancerIp: 'a.example' } } },
    'intent.gateway.loadBalancerIp: must be an IP address',
  ],
  [{ remote, probeFrom: 'here' }, 'probeFrom: must be pods, operator or none'],
  [{ remote, nodes: 0 }, 'nodes: must be all or a whole number from 1 to 10'],
  [{ remote, timeoutMs: 1.5 }, 'timeoutMs: must be a whole number from 1 to 86400000'],
  [{ remote, timeoutMs: '90s' }, 'timeoutMs: must be a whole number from 1 to 86400000'],
  [{ remote, deep: 'yes' }, 'deep: must be true or false'],
  [{ remote, signal: {} }, 'signal: must be an AbortSignal'],
  [{ remote, onReport: 'console.log' }, 'onReport: must be a function'],
  [
    { remote, deep: true, timeoutMs: 60_000 },
    'deep takes up to two minutes: leave timeoutMs out, which means 180s then, or give 120s at least',
  ],
  [
    { remote, capture: true, probeFrom: 'none' },
    'capture needs pods that send something, which probeFrom none does without',
  ],
  [
    { remote, intent: { peering: 'in-band', networkingDisabled: true } },
    'in-band peering goes through the tunnel, which intent.networkingDisabled leaves out',
  ],
])('%j cannot be followed: %s', { timeout: 60_000 }, async (options, message) => {
  expect(await failureOf(options)).toEqual({ code: 'usage', message });
});

const text = 'contexts: [{ name: a, context: { cluster: a } }]\nclusters: [{ name: a, cluster: {} }]\n';

test.each<readonly [options: object, failure: object]>([
  [
    { local: { kubeconfig: '/nonexistent/local.yaml' }, remote },
    { code: 'kubeconfig-missing', message: 'kubeconfig /nonexistent/local.yaml does not exist' },
  ],
  [
    { local: { kubeconfig: { text: '{' } }, remote },
    {
      code: 'kubeconfig-malformed',
      message:
        '<text>:1:2: a character is missing, such as a closing quote or bracket, or the space after a colon',
    },
  ],
  [
    { local: { kubeconfig: { text }, context: 'b' }, remote },
    { code: 'context-unknown', message: 'there is no context "b" in <text>; its contexts are: a' },
  ],
  [
    { local: { kubeconfig: { text: '' } }, remote },
    { code: 'kubeconfig-empty', message: 'kubeconfig <text> is empty' },
  ],
])('a kubeconfig that cannot be used is told: %j', async (options, failure) => {
  expect(await failureOf(options)).toEqual(failure);
});

test('a signal that has aborted already is heeded before anything is read', async () => {
  const result = await check({ remote, signal: AbortSignal.abort() });
  expect(result).toEqual({ kind: 'interrupted', leftovers: [] });
});

test('which program a kubeconfig makes this process run is told before it runs', async () => {
  const withPlugin = `
current-context: milan
contexts: [{ name: milan, context: { cluster: milan, user: jane } }]
clusters: [{ name: milan, cluster: { server: 'https://127.0.0.1:1' } }]
users:
  - name: jane
    user:
      exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, args: [--password=secret] }
`;
  const told: object[] = [];
  const options = {
    local: { kubeconfig: { text: withPlugin } },
    remote: { context: 'milan' },
    onProgress: (event: object) => told.push(event),
  };
  // Where the agent lies, which gets nowhere.
  const distribution = await mkdtemp(join(tmpdir(), 'liqo-doctor-plugin-'));
  await writeFile(join(distribution, 'agent.mjs'), '');
  const result = await runForProgram(options, pathToFileURL(`${distribution}/`));
  await rm(distribution, { recursive: true });
  const words = 'the credential comes from no-such-plugin, which the kubeconfig names';
  const reading = 'reading cluster milan at https://127.0.0.1:1';
  expect(told).toEqual([
    { stage: 'inspect', side: 'local', text: words },
    { stage: 'inspect', side: 'remote', text: words },
    { stage: 'inspect', side: 'local', text: reading },
    { stage: 'inspect', side: 'remote', text: reading },
  ]);
  expect(result).toMatchObject({ kind: 'could-not-start', failure: { code: 'unauthorized' } });
});
