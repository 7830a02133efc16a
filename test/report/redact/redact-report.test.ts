import { expect, test } from 'vitest';

import { buildTopology } from '../../../src/lab/random/build-topology.js';
import type { Report } from '../../../src/model/report.js';
import { reportSchema } from '../../../src/model/report.js';
import { redactReport } from '../../../src/report/redact/redact-report.js';
import { renderText } from '../../../src/report/text.js';
import { checkInProcess } from '../../lab/prove/in-process-check.js';
import { kindsOfIngress } from '../../lab/prove/ingress-recipes.js';
import { keptRecipes } from '../../lab/prove/kept-recipes.js';
import { intentOf } from '../../lab/prove/prove-one.js';

/** What the lab's clusters are called, and where they are, is what other people's could be. */
const theirs: readonly (readonly [from: string, to: string])[] = [
  ['203.0.113.', '5.9.113.'],
  ['198.51.100.', '80.91.100.'],
  ['192.0.2.', '81.2.2.'],
  ['2001:db8:', '2a01:4f8:'],
  ['192.168.1.', '192.168.137.'],
  ['192.168.2.', '192.168.211.'],
  ['192.168.50.', '192.168.173.'],
  ['10.10.', '10.77.'],
  ['10.20.', '10.93.'],
  ['milan', 'acme-prod'],
  ['turin', 'initech'],
  ['example.com', 'acme.io'],
  ['internal.example', 'corp.acme'],
  ['local.yaml', '/home/jdoe/acme.yaml'],
  ['remote.yaml', "'/home/jdoe/in i.yaml'"],
];

function asOfOthers(report: Report): Report {
  let text = JSON.stringify(report);
  for (const [from, to] of theirs) text = text.replaceAll(from, to);
  return reportSchema.parse(JSON.parse(text));
}

/** Everything that tells whose clusters these are. */
const telling =
  /5\.9\.113|80\.91\.100|81\.2\.2|2a01:4f8|acme|initech|corp|jdoe|192\.168\.(?:137|211|173)\.|10\.(?:77|93)\.|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-/giu;
/** The placeholder of cluster IDs. */
const placeholder = '00000000-0000-4000-8000-';

async function reportOf(recipe: (typeof keptRecipes)[number]['recipe']): Promise<Report> {
  const topology = buildTopology(recipe);
  const { report } = await checkInProcess({
    topology,
    intent: intentOf(recipe),
    seed: 1,
    kubeconfig: 'usual',
    capture: false,
  });
  return asOfOthers(report);
}

test.each([...keptRecipes, ...kindsOfIngress])(
  'nothing tells whose clusters were checked: $title',
  async ({ recipe }) => {
    const report = await reportOf(recipe);
    const redacted = redactReport(report);
    const found = JSON.stringify(redacted).replaceAll(placeholder, '').match(telling) ?? [];
    expect([...new Set(found)]).toEqual([]);
    const statuses = ({ verdict, requirements, findings }: Report) => [
      verdict,
      requirements.map(({ status }) => status),
      findings.map(({ code, status }) => [code, status]),
    ];
    expect(statuses(reportSchema.parse(redacted))).toEqual(statuses(report));
  },
);

test('a redacted report reads like any other', async () => {
  const [kept] = keptRecipes.filter(({ title }) => title.startsWith('of two routers in a row'));
  if (kept === undefined) throw new Error('there is no such recipe');
  const report = redactReport(await reportOf(kept.recipe));
  const text = renderText(report, { width: 100, colour: false, ascii: false, verbose: false });
  expect(text).toMatchInlineSnapshot(`
    "✗ Not ready: 2 requirements are unmet (authentication server of local-cluster, API server of
      local-cluster).
    Scenario onprem-nat-to-cloud (low confidence): local-cluster (local) is on premises behind NAT,
    remote-cluster (remote) in a cloud; requirements of Liqo v0.5 to v0.10.

    local-cluster (local, on premises, behind NAT)        Internet        remote-cluster (remote, cloud)
    │ ────── ✓ authentication server ────────────────────────────────────────────────────────────────▶ │
    │ ◀────── ✗ authentication server ──────────────────────────────────────────────────────────────── │
    │ ────── ✓ API server ───────────────────────────────────────────────────────────────────────────▶ │
    │ ◀────── ✗ API server ─────────────────────────────────────────────────────────────────────────── │
    │ ────── ✓ gateway ──────────────────────────────────────────────────────────────────────────────▶ │
    │ ◀────── – gateway ────────────────────────────────────────────────────────────────────────────── │

    SERVICE     FROM → TO       REQUIRED                   CONFIGURED      STATUS
    auth        local → remote  LoadBalancer, Ingress      LoadBalancer    ✓ met
                https://203.0.113.3:443
    auth        remote → local  NodePort + PortForwarding  PortForwarding  ✗ unmet
                https://203.0.113.1:30443
    API server  local → remote  Provided                   Provided        ✓ met
                https://host-9.example:443
    API server  remote → local  PortForwarding             PortForwarding  ✗ unmet
                https://203.0.113.1:6443
    gateway     local → remote  LoadBalancer               LoadBalancer    ✓ met (sibling)
                UDP 203.0.113.4:5871
    gateway     remote → local  NodePort + PortForwarding  NodePort        – not-applicable
                UDP 192.168.0.11:30742

    What to do

    1. Authentication server of local-cluster (unmet)
       The remote cluster cannot use TCP 203.0.113.1:30443, which Liqo would advertise: nothing answered
       in time.
       Forward TCP 203.0.113.1:30443, which Liqo advertises already, to the authentication server of the
       local cluster.
       - local-cluster: On the router in front of the local cluster (on both, where two stand in a row),
         forward TCP 203.0.113.1:30443 → 192.168.0.10:30443, and let it pass the firewalls, out of the
         remote cluster and into the local cluster.

         TCP 203.0.113.1:30443 → 192.168.0.10:30443

       Or: Peer in-band: authentication and API servers are then reached through the tunnel and need no
       exposure.

         liqoctl peer in-band --kubeconfig kubeconfig-1 --remote-kubeconfig kubeconfig-2

       More: liqo-doctor explain LD-AUTH-002

    2. API server of local-cluster (unmet)
       The remote cluster cannot use TCP 203.0.113.1:6443, which Liqo would advertise: nothing answered
       in time.
       Forward TCP 203.0.113.1:6443, which Liqo advertises already, to the API server of the local
       cluster.
       - local-cluster: On the router in front of the local cluster (on both, where two stand in a row),
         forward TCP 203.0.113.1:6443 → 192.168.0.10:6443, and let it pass the firewalls, out of the
         remote cluster and into the local cluster.

         TCP 203.0.113.1:6443 → 192.168.0.10:6443

       Or: Peer in-band: authentication and API servers are then reached through the tunnel and need no
       exposure.

         liqoctl peer in-band --kubeconfig kubeconfig-1 --remote-kubeconfig kubeconfig-2

       More: liqo-doctor explain LD-API-002

    Worth knowing

    ! LD-GW-004 (remote-cluster): The local cluster reaches a stand-in beside the gateway (LoadBalancer
      at UDP 203.0.113.5:5871), and UDP 203.0.113.4:5871 does not refuse datagrams.
      Check again with --capture, or, if the tunnel does not come up, look for a firewall rule that
      concerns the gateway's own port.
    "
  `);
});

test('names from the command line that a report repeats are replaced as well', async () => {
  const [kept] = keptRecipes;
  if (kept === undefined) throw new Error('there is no recipe');
  const report = await reportOf(kept.recipe);
  const [finding, ...others] = report.findings;
  if (finding === undefined) throw new Error('there is no finding');
  const reason = 'Image registry.umbrella.example/node:20 could not be pulled with umbrella-pull.';
  const mentioned = ['registry.umbrella.example/node:20', 'umbrella-pull'];
  const redacted = redactReport({ ...report, findings: [{ ...finding, reason }, ...others] }, mentioned);
  expect(redacted.findings[0]?.reason).toMatch(/^Image name-\d+ could not be pulled with name-\d+\.$/u);
});

test('whoever was refused something by an API server stays unnamed, one account beside another', async () => {
  const [kept] = keptRecipes;
  if (kept === undefined) throw new Error('there is no recipe');
  const report = await reportOf(kept.recipe);
  const [finding, ...others] = report.findings;
  if (finding === undefined) throw new Error('there is no finding');
  const reason =
    'User "jane@umbrella.example" cannot list nodes; User "oidc:joe" cannot get pods; ask jane@umbrella.example.';
  const { findings } = redactReport({ ...report, findings: [{ ...finding, reason }, ...others] });
  const said = findings[0]?.reason ?? '';
  const [one, another] = new Set(said.match(/account-\d+/gu));
  expect(said).toBe(`User "${one}" cannot list nodes; User "${another}" cannot get pods; ask ${one}.`);
});
