import { labScenarios } from '../../src/lab/topology/scenarios.js';
import type { Report } from '../../src/model/report.js';
import { checkInProcess } from '../lab/prove/in-process-check.js';
import { undeterminedReport } from './example-reports.js';

/** A report and the name of its golden files. */
export interface GoldenReport {
  readonly name: string;
  readonly report: Report;
}

/** Releases with and without an authentication server. */
const releases = { 'v0.10.3': 'with-auth-server', 'v1.2.0': 'without-auth-server' } as const;

/** Scenarios that are shown with the earlier release as well. */
const shownWithBoth = [
  'cloud-to-cloud',
  'onprem-nat-to-cloud-no-forwarding',
  'same-lan-pending-load-balancer',
];

/** What is wrong there concerns the authentication server. */
const earlyAlone = 'onprem-to-cloud-auth-clusterip';

/** What a check of the demo's clusters gives, and one that could not find out everything; always the same. */
export async function goldenReports(): Promise<readonly GoldenReport[]> {
  const cases = labScenarios.flatMap(({ name, topology }) =>
    (['v0.10.3', 'v1.2.0'] as const)
      .filter((version) =>
        version === 'v1.2.0' ? name !== earlyAlone : name === earlyAlone || shownWithBoth.includes(name),
      )
      .map((version) => ({ name: `${name}-${releases[version]}`, topology: topology(version), version })),
  );
  const checked = cases.map(async ({ name, topology, version }) => {
    const intent = {
      liqoVersion: version,
      peering: 'out-of-band',
      networkingDisabled: false,
      gateway: {},
    } as const;
    const { report } = await checkInProcess({ topology, intent, seed: 1, kubeconfig: 'usual' });
    return { name, report };
  });
  return [...(await Promise.all(checked)), { name: 'undetermined', report: undeterminedReport }];
}
