import type { Finding } from '../../src/model/finding.js';
import type { Observation } from '../../src/model/observation.js';
import type { ClusterSummary, Report } from '../../src/model/report.js';
import type { Requirement } from '../../src/model/requirement.js';

/** A summary of a cluster; only the name and what the overrides say matters to the renderers. */
function clusterSummary(name: string, overrides: Partial<ClusterSummary> = {}): ClusterSummary {
  return {
    name,
    clusterId: null,
    liqoVersion: null,
    kubernetesVersion: 'v1.32.3',
    platform: { provider: 'kubeadm', managed: false },
    nodes: [],
    apiServer: { url: 'https://203.0.113.8:6443', certificateNames: null },
    services: { auth: null, gateway: null },
    cidrs: { pod: ['10.244.0.0/16'], service: ['10.96.0.0/12'] },
    ...overrides,
  };
}

const timing: Report['timing'] = {
  startedAt: '2026-11-22T14:38:00.000Z',
  durationMs: 12_345,
  stages: { inspect: 845.2, raise: 6100, probe: 5393.8, judge: 6.04 },
};

/** v1.2: milan consumes from frankfurt; both in public clouds, everything proven. */
export const readyReport: Report = {
  apiVersion: 'liqo-doctor/v1',
  kind: 'PeeringReport',
  verdict: 'ready',
  generation: 'g3',
  scenario: {
    id: 'cloud-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'high',
    evidence: [
      'The provider IDs of the nodes of milan begin with gce://.',
      'The API host of frankfurt is an EKS name.',
    ],
  },
  clusters: {
    local: clusterSummary('milan', { platform: { provider: 'gke', managed: true } }),
    remote: clusterSummary('frankfurt', { platform: { provider: 'eks', managed: true } }),
  },
  requirements: [
    {
      service: 'apiServer',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['Provided'],
      configured: 'Provided',
      endpoint: { protocol: 'https', host: '198.51.100.20', ports: [443] },
      reason: 'The API server answered with its own certificate.',
      evidence: ['p1'],
    },
    {
      service: 'gateway',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['LoadBalancer', 'NodePort'],
      configured: 'LoadBalancer',
      endpoint: { protocol: 'udp', host: '198.51.100.77', ports: [51840] },
      assurance: 'stand-in',
      reason: 'A stand-in behind a LoadBalancer Service was reached.',
      evidence: ['p2'],
      group: 'gateway',
    },
    {
      service: 'gateway',
      cluster: 'local',
      from: 'remote',
      status: 'not-applicable',
      accepted: ['LoadBalancer', 'NodePort'],
      configured: null,
      endpoint: null,
      reason: "the peer's gateway is reachable",
      evidence: [],
      group: 'gateway',
    },
  ],
  findings: [
    finding({
      code: 'LD-API-001',
      title: 'The API server is reachable',
      status: 'pass',
      service: 'apiServer',
    }),
  ],
  probes: [
    observation({
      id: 'p1',
      service: 'apiServer',
      outcome: 'open',
      timingsMs: { dns: 0, tcp: 21.44, tls: 43.2 },
    }),
    observation({
      id: 'p2',
      service: 'gateway',
      purpose: 'stand-in',
      protocol: 'udp',
      host: '198.51.100.77',
      port: 51840,
      outcome: 'replied',
      phase: 'udp',
      timingsMs: { udp: 1250 },
      datagrams: { sent: 12, received: 12, duplicates: 0 },
    }),
  ],
  next: {
    command:
      'liqoctl peer --kubeconfig milan.yaml --remote-kubeconfig frankfurt.yaml --gw-server-service-type LoadBalancer --mtu 1340',
    notes: [],
  },
  timing,
};

const authUnmet: Requirement = {
  service: 'auth',
  cluster: 'local',
  from: 'remote',
  status: 'unmet',
  accepted: ['NodePort', 'PortForwarding'],
  configured: 'NodePort',
  endpoint: { protocol: 'https', host: '192.168.1.11', ports: [31443] },
  reason:
    'Liqo would advertise https://192.168.1.11:31443, a private address that frankfurt cannot reach: connections were filtered.',
  evidence: ['p1'],
  prescription: {
    exposure: 'PortForwarding',
    summary: 'Forward a public port to the node port and make Liqo advertise it.',
    actions: [
      { cluster: 'local', kind: 'port-forward', words: 'Add this row to the port forwarding of the router.' },
      { cluster: 'local', kind: 'helm-values', words: 'Make Liqo advertise the forwarded address and port.' },
    ],
    commands: [
      'helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443',
    ],
    helmValues: { 'auth.config.addressOverride': '203.0.113.8', 'auth.config.portOverride': '30443' },
    portForward: {
      protocol: 'tcp',
      publicAddress: '203.0.113.8',
      publicPort: 30443,
      targetAddress: '192.168.1.11',
      targetPort: 31443,
    },
    disruptive: true,
    alternatives: [
      {
        summary:
          'peer in-band, which needs neither the authentication server nor the API server from outside.',
        commands: ['liqo-doctor check --remote frankfurt.yaml --peering in-band'],
      },
    ],
  },
};

/** v0.10: milan behind a NAT, frankfurt on EKS; authentication server and both gateways are closed. */
export const notReadyReport: Report = {
  ...readyReport,
  verdict: 'not-ready',
  generation: 'g2',
  scenario: {
    id: 'onprem-nat-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'medium',
    evidence: ['frankfurt saw packets of milan come from 203.0.113.8, which is none of its node addresses.'],
  },
  requirements: [
    authUnmet,
    {
      service: 'apiServer',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['Provided'],
      configured: 'Provided',
      endpoint: { protocol: 'https', host: '2001:db8::20', ports: [443] },
      reason: 'The API server answered with its own certificate.',
      evidence: ['p2'],
    },
    {
      service: 'gateway',
      cluster: 'local',
      from: 'remote',
      status: 'unmet',
      accepted: ['NodePort', 'PortForwarding'],
      configured: 'NodePort',
      endpoint: { protocol: 'udp', host: '192.168.1.11', ports: [30742] },
      reason: 'Liqo would advertise a private address.',
      evidence: [],
      group: 'gateway',
      prescription: {
        exposure: 'PortForwarding',
        summary: 'Forward a public port to the node port of the gateway.',
        actions: [
          {
            cluster: 'local',
            kind: 'port-forward',
            words: 'Add this row to the port forwarding of the router.',
          },
        ],
        commands: [],
        portForward: { protocol: 'udp', publicPort: 40582, targetAddress: '192.168.1.11', targetPort: 30742 },
        disruptive: false,
        alternatives: [],
      },
    },
    {
      service: 'gateway',
      cluster: 'remote',
      from: 'local',
      status: 'unmet',
      accepted: ['LoadBalancer'],
      configured: 'ClusterIP',
      endpoint: null,
      reason: 'The gateway of frankfurt is not exposed.',
      evidence: [],
      group: 'gateway',
      prescription: {
        exposure: 'LoadBalancer',
        summary: 'Make the gateway of frankfurt a LoadBalancer.',
        actions: [{ cluster: 'remote', kind: 'helm-values', words: 'Set the type of the gateway Service.' }],
        commands: [
          'helm upgrade liqo liqo/liqo --kube-context frankfurt --reuse-values --set gateway.service.type=LoadBalancer',
        ],
        disruptive: false,
        alternatives: [],
      },
    },
  ],
  findings: [
    finding({
      code: 'LD-AUTH-002',
      title: 'The advertised authentication endpoint is reachable',
      status: 'fail',
      service: 'auth',
      cluster: 'local',
      reason: 'Connections from frankfurt to 192.168.1.11:31443 were filtered.',
    }),
    finding({
      code: 'LD-NET-001',
      title: 'Pod CIDRs of the two clusters do not overlap',
      severity: 'warning',
      status: 'warn',
      reason: '10.244.0.0/16 is used by both clusters; Liqo will remap it.',
      remedy: 'Nothing has to be done, unless applications use pod addresses literally.',
    }),
    finding({
      code: 'LD-VER-001',
      title: 'Both clusters run the same minor release of Liqo',
      status: 'fail',
      reason: 'milan runs v0.10.3 and frankfurt runs v0.9.4.',
      remedy: 'Upgrade frankfurt to v0.10.3.',
    }),
    finding({
      code: 'LD-GW-004',
      title: 'The tunnel has room for its packets',
      status: 'skip',
      reason: 'because LD-AUTH-002',
    }),
  ],
  probes: [
    observation({
      id: 'p1',
      from: 'remote',
      target: 'local',
      service: 'auth',
      host: '192.168.1.11',
      port: 31443,
      outcome: 'filtered',
      phase: 'tcp',
      timingsMs: { dns: 0.04, tcp: 3000 },
    }),
    observation({
      id: 'p2',
      service: 'apiServer',
      host: '2001:db8::20',
      outcome: 'open',
      timingsMs: { tcp: 9.96 },
    }),
  ],
  next: { notes: ['Make the changes above first, then run the same check again.'] },
};

/** v1.2: everything is met but the gateway, which would need a load balancer that may not be raised. */
export const undeterminedReport: Report = {
  ...readyReport,
  verdict: 'undetermined',
  requirements: [
    readyReport.requirements[0]!,
    {
      service: 'gateway',
      cluster: 'remote',
      from: 'local',
      status: 'unknown',
      accepted: ['LoadBalancer', 'NodePort'],
      configured: null,
      endpoint: null,
      reason: 'No load balancer was raised, since that may cost money.',
      evidence: [],
      group: 'gateway',
      prescription: {
        exposure: 'LoadBalancer',
        summary: 'Let the check raise a temporary LoadBalancer Service.',
        actions: [],
        commands: ['liqo-doctor check --remote frankfurt.yaml --allow-load-balancer'],
        disruptive: false,
        alternatives: [],
      },
    },
    {
      service: 'gateway',
      cluster: 'local',
      from: 'remote',
      status: 'unmet',
      accepted: ['LoadBalancer', 'NodePort'],
      configured: 'NodePort',
      endpoint: { protocol: 'udp', host: '10.0.0.4', ports: [30111] },
      reason: 'The nodes of milan have private addresses only.',
      evidence: [],
      group: 'gateway',
    },
  ],
  next: { notes: ['Run the check again as said above.'] },
};

function finding(fields: Partial<Finding> & Pick<Finding, 'code' | 'title' | 'status'>): Finding {
  return { severity: 'error', dependsOn: [], evidence: [], docs: fields.code.toLowerCase(), ...fields };
}

function observation(
  fields: Partial<Observation> & Pick<Observation, 'id' | 'service' | 'outcome'>,
): Observation {
  return {
    purpose: 'endpoint',
    target: 'remote',
    from: 'local',
    view: 'pod',
    protocol: 'https',
    host: '198.51.100.20',
    port: 443,
    timingsMs: {},
    ...fields,
  };
}
