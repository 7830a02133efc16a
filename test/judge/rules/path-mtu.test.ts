import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import type { Observation, PathMtu } from '../../../src/model/observation.js';
import type { Side } from '../../../src/model/peering.js';
import { cloudCluster, noLiqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import {
  cloudApiHost,
  cloudWithV10,
  homeWithV10,
  judgeRun,
  loadBalancerGateway,
  nodePortGateway,
  observation,
  type Run,
} from '../run.js';

const code = 'LD-NET-006';

/** A gateway's stand-in that was reached at `host`, and what was measured on the way there. */
function gateway(cluster: Side, host: string, seen: Pick<Observation, 'pathMtu' | 'cause'>) {
  const port = 30742;
  const { standIn, observations } = nodePortGateway(cluster, {
    host,
    nodePort: port,
    outcome: 'replied',
  });
  const measured = observation({
    purpose: 'path-mtu',
    service: 'gateway',
    target: cluster,
    host,
    port,
    outcome: 'replied',
    ...seen,
  });
  return { standIns: [standIn], observations: [...observations, measured] };
}

function v1(pathMtu?: PathMtu, more: { mtu?: number; host?: string; cause?: string } = {}): Run {
  const { mtu, host = '198.51.100.11', cause } = more;
  const stand = gateway('remote', host, {
    ...(pathMtu !== undefined && { pathMtu }),
    ...(cause !== undefined && { cause }),
  });
  return {
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    intent: { mtu },
    standIns: stand.standIns,
    observations: [
      ...stand.observations,
      observation({
        ...{ purpose: 'endpoint', service: 'apiServer', target: 'remote', outcome: 'open' },
        ...{ host: cloudApiHost, port: 443 },
      }),
    ],
  };
}

function findings(run: Run, wanted = code) {
  return judgeRun(run)
    .findings.filter((finding) => finding.code === wanted)
    .map(({ status, reason, remedy, evidence }) => ({ status, reason, remedy, evidence }));
}

const evidence = ['remote-gateway-path-mtu-1'];
const there = 'The way from the local cluster to UDP 198.51.100.11:30742';
const wide: PathMtu = { bytes: 1500, limitedBy: 'interface', back: { bytes: 1500 } };

test('v1.2.0: the default of 1340 fits a way of 1500 bytes', () => {
  const reason = `${there} carries packets of up to 1500 bytes, which leaves 1440 for the tunnel over IPv4; its MTU of 1340 bytes fits.`;
  expect(findings(v1(wide))).toEqual([{ status: 'pass', reason, remedy: undefined, evidence }]);
});

test.each([
  // 1400 - 60 = 1340, the default: fits to the byte.
  [1400, undefined, 'pass'],
  [1399, undefined, 'warn'],
  [1500, 1440, 'pass'],
  [1500, 1441, 'warn'],
] as const)('v1.2.0: a way of %i bytes, --mtu %s: %s', (bytes, mtu, status) => {
  const run = v1({ bytes, limitedBy: 'too-big', back: { bytes } }, mtu === undefined ? {} : { mtu });
  expect(findings(run).map((finding) => finding.status)).toEqual([status]);
});

test('v1.2.0: IPv6 takes 20 bytes more', () => {
  const run = v1({ ...wide, bytes: 1419 }, { host: '2001:db8::11' });
  const reason =
    'The way from the local cluster to UDP [2001:db8::11]:30742 carries packets of up to 1419 bytes, which leaves 1339 for the tunnel over IPv6, but its MTU is 1340 bytes.';
  expect(findings(run)).toEqual([{ status: 'warn', reason, remedy: 'Peer with --mtu 1339.', evidence }]);
  expect(findings(v1({ ...wide, bytes: 1420 }, { host: '2001:db8::11' }))[0]?.status).toBe('pass');
});

test('v1.2.0: the value that fits stands in the line that peers', () => {
  const mtuOf = (run: Run) => /--mtu \d+/.exec(judgeRun(run).next.command ?? 'no line')?.[0];
  const narrow: PathMtu = { bytes: 1380, limitedBy: 'too-big', back: { bytes: 1380 } };
  expect(judgeRun(v1(narrow)).next.command).toMatch(/^liqoctl peer /);
  expect(mtuOf(v1(narrow))).toBe('--mtu 1320');
  expect(mtuOf(v1(narrow, { mtu: 1440 }))).toBe('--mtu 1320');
  // What was asked for and fits is left alone.
  expect(mtuOf(v1(narrow, { mtu: 1300 }))).toBe('--mtu 1300');
  expect(mtuOf(v1(wide))).toBeUndefined();
});

test('v1.2.0: the way back counts as much as the way there, and a black hole is named', () => {
  const run = v1({ bytes: 1500, limitedBy: 'interface', back: { bytes: 1300, limitedBy: 'black-hole' } });
  const reason =
    'The way back from UDP 198.51.100.11:30742 to the local cluster carries packets of up to 1300 bytes, which leaves 1240 for the tunnel over IPv4, but its MTU is 1340 bytes. Larger packets vanish there without an ICMP message, so path MTU discovery does not work: connections open and then stall.';
  expect(findings(run)).toEqual([{ status: 'warn', reason, remedy: 'Peer with --mtu 1240.', evidence }]);
});

test('v1.2.0: what was measured counts for more than what is known of the platform', () => {
  const azure = { remote: cloudCluster('remote', { platform: { provider: 'aks' } }) };
  const platformRule = (run: Run) =>
    findings(run, 'LD-NET-004').map(({ status, reason }) => [status, reason]);
  // Azure is taken to carry 1400 bytes, hence 1340 in the tunnel; here 1460 passed.
  const measured = v1({ ...wide, bytes: 1460, back: { bytes: 1460 } }, { mtu: 1400 });
  expect(platformRule({ ...measured, ...azure })).toEqual([['pass', undefined]]);
  expect(platformRule({ ...v1(undefined, { mtu: 1400 }), ...azure })[0]?.[0]).toBe('warn');
  const narrow = v1({ ...wide, bytes: 1380 });
  expect(platformRule(narrow)).toEqual([['skip', 'What was measured decides: see LD-NET-006.']]);
});

test.each([
  ['size-uncertain', 'too many packets of every size were lost'],
  ['mtu-not-told', "the prober's system does not tell the MTU of its interface or what it fragments"],
] as const)('v1.2.0: a size that could not be told is unknown (%s)', (cause, why) => {
  const reason = `The largest packet that passes between the clusters is not known: ${why}.`;
  expect(findings(v1(undefined, { cause }))).toMatchObject([{ status: 'unknown', reason, evidence }]);
  expect(judgeRun(v1(undefined, { cause })).verdict).toBe(judgeRun(v1(wide)).verdict);
});

test('v1.2.0: the ways to gateways that are not used say nothing', () => {
  const run = v1(wide);
  const other = gateway('local', '203.0.113.8', { pathMtu: { bytes: 1300, limitedBy: 'too-big' } });
  const both = {
    ...run,
    standIns: [...(run.standIns ?? []), ...other.standIns],
    observations: [...(run.observations ?? []), ...other.observations],
  };
  expect(findings(both).map(({ status }) => status)).toEqual(['pass']);
  const serving = { ...both, gateway: { location: 'Consumer' as const } };
  expect(findings(serving).map(({ status }) => status)).toEqual(['warn']);
});

test('says nothing where nothing was probed, and nothing applies without a tunnel', () => {
  const run = v1(wide);
  const others = (run.observations ?? []).filter(({ purpose }) => purpose !== 'path-mtu');
  expect(findings({ ...run, observations: others })).toEqual([]);
  expect(findings({ ...run, intent: { networkingDisabled: true } })).toMatchObject([
    { status: 'skip', reason: 'There is no tunnel.' },
  ]);
});

test('v0.10.3: names the value and the line for both clusters', () => {
  const mtu = { tunnelMtu: known(1340, 'a test') };
  const { standIn, observations } = loadBalancerGateway('remote', {
    host: '198.51.100.30',
    port: 5871,
    outcome: 'replied',
  });
  const measured = observation({
    ...{ purpose: 'path-mtu', service: 'gateway', target: 'remote' },
    ...{ host: '198.51.100.30', port: 5871, outcome: 'replied' },
    pathMtu: { bytes: 1360, limitedBy: 'too-big', back: { bytes: 1360 } },
  });
  const run: Run = {
    local: homeWithV10('local', mtu),
    remote: cloudWithV10('remote', { liqo: mtu }),
    generation: 'g2',
    standIns: [standIn],
    observations: [...observations, measured],
  };
  const [finding] = findings(run);
  expect(finding?.status).toBe('warn');
  expect(finding?.reason).toBe(
    'The way from the local cluster to UDP 198.51.100.30:5871 carries packets of up to 1360 bytes, which leaves 1300 for the tunnel over IPv4, but its MTU is 1340 bytes.',
  );
  const line = (context: string) =>
    `helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context ${context} --set networking.mtu=1300`;
  expect(finding?.remedy).toBe(
    [
      'Set networking.mtu=1300 in the Liqo installation of the local cluster.',
      'Set networking.mtu=1300 in the Liqo installation of the remote cluster.',
      `Run: helm repo add liqo https://helm.liqo.io/ && ${line('a')} && ${line('b')}`,
    ].join(' '),
  );
  const unread = cloudWithV10('remote', { liqo: { tunnelMtu: known(null, 'a test') } });
  expect(findings({ ...run, remote: unread })[0]).toMatchObject({
    status: 'unknown',
    reason:
      'The way from the local cluster to UDP 198.51.100.30:5871 carries packets of up to 1360 bytes, which leaves 1300 for the tunnel over IPv4; the MTU of the remote cluster is not known.',
  });
});

test('v0.10.3: where Liqo is to be installed, it is installed with the value that fits', () => {
  const measured = gateway('remote', '192.168.1.10', { pathMtu: { bytes: 1360, limitedBy: 'black-hole' } });
  const authAt = { host: '192.168.1.10', port: 30001 };
  const open = { purpose: 'endpoint', outcome: 'open' } as const;
  const local = { target: 'local', host: '192.168.1.11' } as const;
  const judgement = judgeRun({
    local: homeWithV10('local', { tunnelMtu: known(1340, 'a test') }),
    remote: onPremisesCluster('remote', { liqo: noLiqoFacts() }),
    generation: 'g2',
    standIns: [
      ...measured.standIns,
      {
        ...{ cluster: 'remote', service: 'auth', exposure: 'NodePort', status: 'raised', nodePort: 30001 },
        endpoint: { protocol: 'https', host: authAt.host, ports: [authAt.port] },
      },
    ],
    observations: [
      ...measured.observations,
      observation({
        ...{ purpose: 'stand-in', service: 'auth', target: 'remote', outcome: 'replied' },
        ...authAt,
      }),
      observation({ ...open, service: 'apiServer', target: 'remote', host: '192.168.1.10', port: 6443 }),
      observation({ ...open, ...local, service: 'auth', port: 30443, clusterId: 'id-of-local' }),
      observation({ ...open, ...local, service: 'apiServer', port: 6443 }),
    ],
  });
  expect(judgement.verdict).toBe('ready');
  expect(judgement.next.before).toEqual([
    'liqoctl install kubeadm --version v0.10.3 --cluster-name remote --context b --set auth.service.type=NodePort --set gateway.service.type=NodePort --set networking.mtu=1300',
  ]);
  expect(judgement.next.notes).toEqual([
    'Install Liqo v0.10.3 in the remote cluster first, with auth.service.type=NodePort and gateway.service.type=NodePort, as the stand-ins were reached, with networking.mtu=1300, as the way between the clusters was measured.',
  ]);
  const [finding] = judgement.findings.filter((one) => one.code === code);
  expect(finding?.remedy).toMatch(
    /^Set networking\.mtu=1300 in the Liqo installation of the local cluster\. When installing Liqo in the remote cluster, set networking\.mtu=1300\. Run: .*--kube-context a --set networking\.mtu=1300$/,
  );
});
