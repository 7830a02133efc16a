import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { renderReport, reportFormats } from '../../src/report/render-report.js';
import { conforming } from '../../src/kubernetes/conforming.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { printable } from '../../src/kubernetes/printable.js';
import { createTypedClients, type TypedClients } from '../../src/kubernetes/typed-clients.js';
import type { Report } from '../../src/model/report.js';
import { runsOf } from '../../src/workload/find-runs.js';
import { jobRefusal } from '../../src/workload/job-refusal.js';
import { isClaimedByOthers } from '../../src/workload/namespace-claims.js';
import { isTerminating } from '../../src/workload/namespace.js';
import { podState } from '../../src/workload/pod-state.js';
import { admission, isolating } from '../../src/workload/policy-rules.js';
import { raisedService } from '../../src/workload/raise.js';
import { isManaged } from '../../src/workload/run-labels.js';
import { notReadyReport, readyReport, undeterminedReport } from '../report/example-reports.js';
import type { Fuzz } from './fuzz.js';
import type { FuzzedParser } from './fuzz-parsers.js';

function assert(isKept: boolean, rule: string): asserts isKept {
  if (!isKept) throw new Error(`broken: ${rule}`);
}

/** Colours, a cleared screen, a carriage return, text that runs backwards, half a character, markup, shell. */
const hostileTexts = [
  '\u001b[31mred\u0007',
  '\u009b2J',
  '\r\nverdict ready',
  '\u202egnp.exe\u200b',
  '\ud800',
  '\u0000',
  '<script>alert(1)</script>',
  ']]>&lt;',
  '::error::x%0A',
  "'; touch /tmp/x; '",
  '$(reboot)',
  '| a | b |',
  '[x](javascript:alert(1))',
  'x'.repeat(5000),
];

const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  null,
  true,
  -1,
  1e308,
  '',
  [],
  {},
  [null],
  [[{}]],
  { metadata: { name: 5 } },
  { toString: 'x', constructor: null },
];

/** A copy of a JSON value with some of what is in it replaced, as `spoil` chooses. */
function spoilt(value: unknown, fuzz: Fuzz, spoil: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => spoiltMember(one, fuzz, spoil));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, spoiltMember(member, fuzz, spoil)]),
  );
}

function spoiltMember(member: unknown, fuzz: Fuzz, spoil: (member: unknown) => unknown): unknown {
  return fuzz.below(12) === 0 ? spoil(member) : spoilt(member, fuzz, spoil);
}

const secret = 'c2VjcmV0LXRva2Vu';
const kubeconfigSamples = [
  `apiVersion: v1
kind: Config
current-context: c
clusters: [{name: k, cluster: {server: "https://203.0.113.8:6443", certificate-authority-data: QUJD}}]
users: [{name: u, user: {token: "${secret}"}}]
contexts: [{name: c, context: {cluster: k, user: u, namespace: n}}]
`,
  `current-context: c
clusters:
  - name: k
    cluster: {server: http://[2001:db8::1]:8080, insecure-skip-tls-verify: true, proxy-url: "http://p:3128"}
users:
  - name: u
    user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [a, "${secret}"]}}
contexts:
  - name: c
    context: {cluster: k, user: u}
`,
].map((text) => Buffer.from(text));

/** A kubeconfig: it is read, or why not is told on one printable line that quotes no secret of the file. */
function kubeconfigParser(): FuzzedParser {
  const folder = mkdtempSync(join(tmpdir(), 'liqo-doctor-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'config');
  const feed = async (fuzz: Fuzz) => {
    const { bytes } = fuzz.bytes(fuzz.pick(kubeconfigSamples));
    writeFileSync(path, bytes);
    const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
    if (loaded.ok) {
      assert(URL.canParse(loaded.value.server), 'a server is a URL');
      return;
    }
    const { message } = loaded.failure;
    assert(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(message), 'a failure is one printable line');
    assert(!message.includes(secret), 'a failure quotes no secret');
  };
  return { name: 'the kubeconfig', share: 0.1, feed };
}

const metadata = {
  name: 'responder-x7k2p',
  namespace: 'liqo-doctor',
  uid: 'u',
  creationTimestamp: '2026-11-22T14:38:00Z',
  labels: { 'app.kubernetes.io/managed-by': 'liqo-doctor', 'app.kubernetes.io/instance': 'x7k2p' },
  annotations: { 'liqo-doctor/run-abc': '2026-11-22T14:38:00Z' },
};
const waiting = { waiting: { reason: 'ErrImagePull', message: 'no such image' } };
const running = { running: { startedAt: '2026-11-22T14:38:00Z' } };
const terminated = { terminated: { exitCode: 0, message: '{}' } };

function podOf(state: object): object {
  const own = { name: 'agent', image: 'node', imageID: 'node@sha256:2e', ready: true, restartCount: 0 };
  const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }];
  const status = { phase: 'Pending', conditions, containerStatuses: [{ ...own, state }] };
  return { metadata, spec: { nodeName: 'node-1', containers: [] }, status };
}

const inNamespace = { namespace: 'n' };

/** One read of an API server and what is made of its answer. */
interface ObjectSample {
  readonly body: object;
  readonly read: (clients: TypedClients) => Promise<() => unknown>;
}

const objectSamples: readonly ObjectSample[] = [
  ...[waiting, running, terminated].map((state) => ({
    body: { items: [podOf(state)] },
    read: async ({ core }: TypedClients) => {
      const { items } = conforming(await core.listNamespacedPod(inNamespace));
      return () => items.map(podState);
    },
  })),
  {
    body: { items: [{ metadata, reason: 'FailedCreate', message: 'exceeded quota', involvedObject: {} }] },
    read: async ({ core }) => {
      const { items } = conforming(await core.listNamespacedEvent(inNamespace));
      return () => printable(jobRefusal(items)?.reason ?? '');
    },
  },
  {
    body: { items: [{ metadata, spec: { activeDeadlineSeconds: 90 }, status: { conditions: [] } }] },
    read: async ({ batch }) => {
      const { items } = conforming(await batch.listNamespacedJob(inNamespace));
      return () => runsOf(items, 0);
    },
  },
  {
    body: { metadata, status: { phase: 'Active' } },
    read: async ({ core }) => {
      const namespace = conforming(await core.readNamespace({ name: 'n' }));
      return () => [
        isTerminating(namespace),
        isManaged(namespace),
        isClaimedByOthers(namespace, { runId: 'x', nowMs: 0 }),
      ];
    },
  },
  {
    body: {
      metadata,
      spec: { ports: [{ nodePort: 30742 }], ipFamilies: ['IPv4'] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } },
    },
    read: async ({ core }) => {
      const service = conforming(await core.readNamespacedService({ name: 's', namespace: 'n' }));
      const request = { cluster: 'local', service: 'gateway', exposure: 'NodePort', port: 1 } as const;
      return () => raisedService({ ...request, annotations: {} }, service);
    },
  },
  {
    body: {
      items: [
        {
          metadata,
          spec: {
            podSelector: {
              matchLabels: { a: 'b' },
              matchExpressions: [{ key: 'c', operator: 'In', values: ['d'] }],
            },
            policyTypes: ['Egress'],
            egress: [
              {
                to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
                ports: [{ port: 1, endPort: 9 }],
              },
            ],
          },
        },
      ],
    },
    read: async ({ networking }) => {
      const { items } = conforming(await networking.listNamespacedNetworkPolicy(inNamespace));
      return () => {
        const policies = isolating(items, { a: 'b', c: 'd' }, 'egress');
        policies.map((policy) => printable(policy.metadata?.name ?? ''));
        return admission(policies, 'egress', { protocol: 'TCP', port: 5, address: '10.2.0.1' });
      };
    },
  },
];

/** Objects of the API: a malformed one fails the call that asked for it, or does no harm. */
const objectParser: FuzzedParser = {
  name: 'objects of the API',
  share: 0.1,
  feed: async (fuzz) => {
    const { body, read } = fuzz.pick(objectSamples);
    const answer = spoilt(body, fuzz, () => fuzz.pick(hostileValues));
    const clients = createTypedClients('https://203.0.113.8', () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(answer)),
      }),
    );
    // As `call` of a connection does: what is thrown there becomes a failure.
    const use = await read(clients).catch(() => () => undefined);
    use();
  },
};

const reports = [readyReport, notReadyReport, undeterminedReport];

/** What a text in a report may be is anything; what has a form of its own there has been parsed. */
const free = new Set([
  'name',
  'reason',
  'summary',
  'words',
  'host',
  'title',
  'remedy',
  'cause',
  'subject',
  'issuer',
]);

function withHostileTexts(value: unknown, fuzz: Fuzz): unknown {
  if (Array.isArray(value)) return value.map((one) => withHostileTexts(one, fuzz));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === 'string' && free.has(key) && fuzz.below(4) === 0
        ? `${member}${fuzz.pick(hostileTexts)}`
        : withHostileTexts(member, fuzz),
    ]),
  );
}

/** Reports in every format: whatever names and words they hold, no terminal acts on any character but line ends. */
const reportParser: FuzzedParser = {
  name: 'the report, in every format',
  share: 0.02,
  feed: async (fuzz) => {
    const report = withHostileTexts(fuzz.pick(reports), fuzz) as Report;
    const format = fuzz.pick(reportFormats);
    const [verbose, ascii] = [fuzz.below(2) === 0, fuzz.below(2) === 0];
    const width = 20 + fuzz.below(120);
    const text = await renderReport(report, format, {
      width,
      colour: false,
      ascii,
      verbose,
      failOn: 'unmet',
    });
    // Invisible characters are no danger on a page, where they are shown as what they are.
    const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
    assert(!raw.test(text), `no raw control character in ${format}`);
    assert(!/\p{Cs}/u.test(text), `no half character in ${format}`);
    if (format === 'html') assert(!text.includes('<script>alert'), 'no text becomes markup');
  },
};

/** What comes from clusters and files rather than from probes, fresh. */
export function untrustedParsers(): readonly FuzzedParser[] {
  return [kubeconfigParser(), objectParser, reportParser];
}
