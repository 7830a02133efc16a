import { expect, test } from 'vitest';

import { checkFlags, flagsWithoutEffect } from '../../src/cli/check-flags.js';
import { toCheckOptions, type CheckOptions } from '../../src/cli/check-options.js';
import { parseCommandLine } from '../../src/cli/command-line.js';

async function optionsOf(...argv: readonly string[]): Promise<CheckOptions | string> {
  const parsed = await parseCommandLine(['check', ...argv], 100);
  if (parsed.kind !== 'command') throw new Error(`not a command: ${JSON.stringify(parsed)}`);
  const options = toCheckOptions(parsed.given);
  return options.ok ? options.value : options.failure;
}

const plainOptions: CheckOptions = {
  local: { kubeconfig: undefined, context: undefined, liqoNamespace: 'liqo' },
  remote: { kubeconfig: 'remote.yaml', context: undefined, liqoNamespace: 'liqo' },
  intent: {
    liqoVersion: undefined,
    scenario: undefined,
    peering: 'out-of-band',
    networkingDisabled: false,
    gateway: {
      location: undefined,
      type: undefined,
      port: undefined,
      nodePort: undefined,
      loadBalancerIp: undefined,
      clientAddress: undefined,
      clientPort: undefined,
    },
    mtu: undefined,
  },
  probeFrom: 'pods',
  probeNamespace: 'liqo-doctor',
  image: 'docker.io/library/node:20-slim',
  imagePullSecret: undefined,
  labels: {},
  annotations: {},
  tolerations: [],
  allowLoadBalancer: false,
  deep: false,
  capture: false,
  nodes: undefined,
  timeoutMs: 120_000,
  keep: false,
  dryRun: false,
  waitMs: undefined,
  report: {
    format: 'text',
    outputFile: undefined,
    failOn: 'unmet',
    redact: false,
    colour: undefined,
    verbose: false,
  },
  save: undefined,
  notices: [],
};

test('fills in the defaults of the contract', async () => {
  expect(await optionsOf('--remote', 'remote.yaml')).toEqual(plainOptions);
});

/** A value for every flag of `check`, so that a flag added without one does not compile. */
const samples: Readonly<Record<keyof typeof checkFlags, readonly string[]>> = {
  remote: ['other.yaml'],
  'remote-context': ['b'],
  kubeconfig: ['local.yaml'],
  context: ['a'],
  'liqo-namespace': ['liqo-system'],
  'remote-liqo-namespace': ['liqo-system'],
  'liqo-version': ['v0.10.3'],
  scenario: ['same-lan'],
  peering: ['in-band'],
  'probe-from': ['operator'],
  'probe-namespace': ['liqo'],
  image: ['registry.example.com/node:20'],
  'image-pull-secret': ['pull'],
  label: ['team=net'],
  annotation: ['note=probe'],
  toleration: ['dedicated=infra:NoSchedule'],
  'allow-load-balancer': [],
  deep: [],
  capture: [],
  nodes: ['all'],
  keep: [],
  'dry-run': [],
  timeout: ['30s'],
  wait: [],
  output: ['json'],
  'output-file': ['report.txt'],
  'fail-on': ['warning'],
  redact: [],
  save: ['run.json'],
  half: ['consumer'],
  other: ['theirs.json'],
  color: [],
  verbose: [],
  'gw-server-service-location': ['Consumer'],
  'gw-server-service-type': ['NodePort'],
  'gw-server-service-port': ['51841'],
  'gw-server-service-nodeport': ['30742'],
  'gw-server-service-loadbalancerip': ['203.0.113.9'],
  'gw-client-address': ['gw.example.com'],
  'gw-client-port': ['40582'],
  mtu: ['1280'],
  'in-band': [],
  'networking-disabled': [],
  'proxy-url': ['http://proxy:3128'],
  'create-resource-slice': [],
  'resource-slice-class': ['default'],
  'create-virtual-node': [],
  cpu: ['4'],
  memory: ['8Gi'],
  pods: ['10'],
  resource: ['nvidia.com/gpu=2'],
  'skip-validation': [],
  'skip-confirm': [],
  'global-labels': ['a=b'],
  'global-annotations': ['a=b'],
};

const half = ['--half', 'consumer', '--save', 'ours.json', '--other', 'theirs.json'];

/** They make no sense but together, and not with a whole run. */
function isOfHalf(flag: string): boolean {
  return flag === 'half' || flag === 'other';
}

test.each(Object.entries(samples))('--%s is read: giving it changes something', async (flag, value) => {
  const options = isOfHalf(flag)
    ? await optionsOf(...half)
    : await optionsOf('--remote', 'remote.yaml', `--${flag}`, ...value);
  expect(options).not.toEqual(plainOptions);
  const { notices } = options as CheckOptions;
  const hasEffect = !Object.keys(flagsWithoutEffect).includes(flag);
  expect({
    changes: JSON.stringify({ ...(options as CheckOptions), notices: [] }) !== JSON.stringify(plainOptions),
    notices,
  }).toEqual({
    changes: hasEffect,
    notices: hasEffect ? [] : [`--${flag} has no effect on a check`],
  });
});

test('every flag stands in the help of check', async () => {
  const help = await parseCommandLine(['check', '--help'], 100);
  const text = help.kind === 'text' ? help.text : '';
  expect(
    Object.keys(checkFlags).filter((flag) => !text.includes(`--${flag} `) && !text.includes(`--${flag},`)),
  ).toEqual([]);
});

test('a liqoctl peer line is a check after changing its verb', async () => {
  const line =
    '--kubeconfig a.yaml --remote-kubeconfig b.yaml -n liqo-a --remote-namespace liqo-b --skip-confirm ' +
    '--gw-server-service-location Consumer --gw-server-service-type NodePort --gw-server-service-port 51840 ' +
    '--gw-server-service-nodeport 30742 --gw-client-address 203.0.113.8 --gw-client-port 40582 --mtu 1340 ' +
    '--in-band --timeout 10m --create-virtual-node=false -v';
  expect(await optionsOf(...line.split(' '))).toEqual({
    ...plainOptions,
    local: { kubeconfig: 'a.yaml', context: undefined, liqoNamespace: 'liqo-a' },
    remote: { kubeconfig: 'b.yaml', context: undefined, liqoNamespace: 'liqo-b' },
    intent: {
      ...plainOptions.intent,
      peering: 'in-band',
      gateway: {
        location: 'Consumer',
        type: 'NodePort',
        port: 51840,
        nodePort: 30742,
        loadBalancerIp: undefined,
        clientAddress: '203.0.113.8',
        clientPort: 40582,
      },
      mtu: 1340,
    },
    timeoutMs: 600_000,
    report: { ...plainOptions.report, verbose: true },
    notices: ['--create-virtual-node has no effect on a check', '--skip-confirm has no effect on a check'],
  });
});

test('two contexts of one file need the file only once', async () => {
  const options = await optionsOf('--kubeconfig', 'both.yaml', '--context', 'a', '--remote-context', 'b');
  expect(options).toEqual({
    ...plainOptions,
    local: { kubeconfig: 'both.yaml', context: 'a', liqoNamespace: 'liqo' },
    remote: { kubeconfig: 'both.yaml', context: 'b', liqoNamespace: 'liqo' },
  });
});

test('a flag given twice counts the last time, labels add up, and zero or nothing means not given', async () => {
  const twice = ['--remote', 'x', '--remote', 'remote.yaml', '--keep', '--keep=false'];
  const labels = ['--label', 'a=1', '--label', 'b=2,c='];
  const unset = ['--gw-server-service-nodeport', '0', '--gw-client-address=', '--no-color'];
  expect(await optionsOf(...twice, ...labels, ...unset)).toEqual({
    ...plainOptions,
    labels: { a: '1', b: '2', c: '' },
    report: { ...plainOptions.report, colour: false },
  });
});

test.each([
  [[], 'say which cluster to peer with: --remote <kubeconfig>, or --remote-context <context>'],
  [['--remote='], 'say which cluster to peer with: --remote <kubeconfig>, or --remote-context <context>'],
  [
    ['--remote', 'b', '--timeout', 'abc'],
    '--timeout abc: must be a duration above zero and up to 24h, such as 300ms, 5s or 2m',
  ],
  [
    ['--remote', 'b', '--timeout', '0s'],
    '--timeout 0s: must be a duration above zero and up to 24h, such as 300ms, 5s or 2m',
  ],
  [
    ['--remote', 'b', '--dry-run', '-o', 'junit'],
    '--dry-run judges nothing that junit could show: choose one of text, json, yaml',
  ],
  [['--remote', 'b', '-o', 'xml'], '--output xml: must be text, json, yaml, html, markdown, junit or github'],
  [['--remote', 'b', '--probe-from', 'node'], '--probe-from node: must be pods, operator or none'],
  [
    ['--remote', 'b', '--gw-client-port', '70000'],
    '--gw-client-port 70000: must be a whole number from 1 to 65535',
  ],
  [['--remote', 'b', '--mtu', '1340.5'], '--mtu 1340.5: must be a whole number from 576 to 65535'],
  [['--remote', 'b', '--label', 'team'], '--label team: must be key=value'],
  [
    ['--remote', 'b', '--probe-namespace', 'Liqo'],
    '--probe-namespace Liqo: must be a namespace: lower-case letters, digits and hyphens, at most 63',
  ],
  [
    ['--remote', 'b', '--gw-server-service-loadbalancerip', 'lb'],
    '--gw-server-service-loadbalancerip lb: must be an IP address',
  ],
  [
    ['--remote', 'b', '--in-band', '--peering', 'out-of-band'],
    '--in-band and --peering out-of-band contradict each other',
  ],
  [
    ['--remote', 'b', '--in-band', '--networking-disabled'],
    'in-band peering goes through the tunnel, which --networking-disabled leaves out',
  ],
  [
    ['--remote', 'b', '--deep', '--timeout', '119s'],
    '--deep takes up to two minutes: leave --timeout out, which means 180s then, or give 120s at least',
  ],
  [
    ['--remote', 'b', '--deep', '--probe-from', 'none'],
    '--deep needs pods, which --probe-from none does without',
  ],
])('refuses %j in one line', async (argv, message) => {
  expect(await optionsOf(...argv)).toBe(message);
});

test('gives a run with --deep a minute more, unless the time is given', async () => {
  const timeoutOf = async (...argv: string[]) => {
    const given = await optionsOf('--remote', 'remote.yaml', ...argv);
    return typeof given === 'string' ? given : given.timeoutMs;
  };
  expect(await timeoutOf('--deep')).toBe(180_000);
  expect(await timeoutOf('--deep', '--timeout', '2m')).toBe(120_000);
});

test('takes 1 to 10 nodes, or all, and only where pods probe', async () => {
  const options = async (...argv: string[]) => {
    const given = await optionsOf('--remote', 'remote.yaml', ...argv);
    return typeof given === 'string' ? given : given.nodes;
  };
  expect(await options('--nodes', '1')).toBe(1);
  expect(await options('--nodes', '10')).toBe(10);
  expect(await options('--nodes', 'all')).toBe('all');
  const complaint = 'must be all or a whole number from 1 to 10';
  for (const wrong of ['0', '11', '1.5', '-1', 'some'])
    expect(await options(`--nodes=${wrong}`)).toContain(complaint);
  expect(await options('--nodes', '2', '--probe-from', 'operator')).toBe(
    '--nodes needs pods, which --probe-from operator does without',
  );
});

test.each([
  [['--wait'], 600_000],
  [['--wait', '--deep'], 600_000],
  [['--wait', '90s'], 90_000],
  [['--wait=1h'], 3_600_000],
  [['--wait', '5m', '--wait', '2m'], 120_000],
])('%j waits for %i ms', async (flags, waitMs) => {
  expect(await optionsOf('--remote', 'x', ...flags)).toMatchObject({ waitMs });
});

test.each([
  [['--wait', '5'], '--wait 5: must be a duration above zero and up to 24h, such as 300ms, 5s or 2m'],
  [['--wait', '--dry-run'], '--dry-run checks nothing that --wait could wait for'],
  [
    ['--wait', '--keep'],
    '--wait leaves nothing behind between its runs, which --keep asks for: leave one of them out',
  ],
])('%j is refused', async (flags, message) => {
  expect(await optionsOf('--remote', 'x', ...flags)).toBe(message);
});

test('a half is of one cluster and takes its time', async () => {
  expect(await optionsOf(...half, '--context', 'a')).toEqual({
    ...plainOptions,
    local: { kubeconfig: undefined, context: 'a', liqoNamespace: 'liqo' },
    remote: { kubeconfig: undefined, context: undefined, liqoNamespace: 'liqo' },
    timeoutMs: 900_000,
    save: 'ours.json',
    half: { role: 'consumer', files: { own: 'ours.json', other: 'theirs.json' } },
  });
});

const provider = ['--half', 'provider', '--save', 'a.json', '--other', 'b.json'];

test.each<[string[], string]>([
  [['--half', 'both', '--save', 'a.json', '--other', 'b.json'], '--half both: must be consumer or provider'],
  [
    ['--half', 'consumer', '--save', 'a.json'],
    '--half needs two files: --save FILE for this half, and --other FILE, where the other one comes to be',
  ],
  [
    ['--half', 'consumer', '--save', 'a.json', '--other', 'a.json'],
    '--save and --other are two files, one for each half',
  ],
  [
    ['--remote', 'remote.yaml', '--other', 'b.json'],
    '--other is the file of the other half, which --half waits for',
  ],
  [
    [...half, '--remote', 'remote.yaml'],
    '--half does not go with --remote, which is for runs that know both clusters',
  ],
  [[...half, '--wait'], '--half does not go with --wait, which is for runs that know both clusters'],
  [
    [...provider, '--liqo-version', 'v1.0.0'],
    "--liqo-version says what will be peered, and the consumer's half says it for both",
  ],
  [
    [...provider, '--gw-client-port', '7'],
    "--gw-client-port says what will be peered, and the consumer's half says it for both",
  ],
])('%j is refused', async (argv, message) => {
  expect(await optionsOf(...argv)).toBe(message);
});
