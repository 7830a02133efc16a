import { fileURLToPath } from 'node:url';

import { loadKubeconfig } from '../kubernetes/kubeconfig.js';
import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import type { Lab } from '../lab/start-lab.js';
import { startLab } from '../lab/start-lab.js';
import type { LabLiqoVersion } from '../lab/topology/liqo-spec.js';
import { labLiqoVersions } from '../lab/topology/liqo-spec.js';
import type { LabScenario } from '../lab/topology/scenarios.js';
import { findScenario, labScenarios } from '../lab/topology/scenarios.js';
import type { Topology } from '../lab/topology/topology.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { CheckOptions } from './check-options.js';
import { toCheckOptions } from './check-options.js';
import type { DemoOptions } from './demo-options.js';
import { usageFailure } from './failures.js';
import { runBetween } from './run-between.js';
import type { Session } from './session.js';

/** What is shown when no scenario is named. */
const defaultScenario = 'onprem-nat-to-cloud';

/** `liqo-doctor demo`: the same run as `check`, between the clusters of a simulated scenario. Gives the exit code. */
export async function demo(options: DemoOptions, session: Session): Promise<number> {
  const { shell, writer } = session;
  if (options.list) {
    await writer.result(scenarioList());
    return 0;
  }
  const chosen = choose(options);
  if (!chosen.ok) return writer.failure(usageFailure(chosen.failure, 'demo'));
  const { scenario, version } = chosen.value;
  writer.line(`two simulated clusters with Liqo ${version}: ${scenario.summary}`);
  const runnerPath = fileURLToPath(new URL('lab-runner.mjs', shell.distribution));
  const lab = await startLab(scenario.topology(version), { runnerPath });
  try {
    const kubeconfigs = {
      local: await kubeconfigOf(lab, 'local'),
      remote: await kubeconfigOf(lab, 'remote'),
    };
    const checkOptions = {
      ...optionsFor(options, version, kubeconfigs),
      allowLoadBalancer: hasLoadBalancers(lab.network.topology),
    };
    return await runBetween({ kubeconfigs, world: lab.operatorWorld }, checkOptions, session);
  } finally {
    await lab.close();
  }
}

function scenarioList(): string {
  const width = Math.max(...labScenarios.map(({ name }) => name.length));
  return labScenarios.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}\n`).join('');
}

interface Chosen {
  readonly scenario: LabScenario;
  readonly version: LabLiqoVersion;
}

function choose(options: DemoOptions): Result<Chosen, string> {
  const name = options.scenario ?? defaultScenario;
  const scenario = findScenario(name);
  if (scenario === undefined)
    return failure(`there is no scenario ${name}: liqo-doctor demo --list shows them`);
  const meant = labLiqoVersions.filter((version) => scenario.works[version] !== undefined);
  const version =
    options.liqoVersion === undefined ? meant.at(-1) : meant.find((each) => each === options.liqoVersion);
  return version === undefined
    ? failure(`scenario ${name} can be shown with Liqo ${meant.join(' or ')} only`)
    : success({ scenario, version });
}

/** The lab wrote these files itself: that one cannot be read is a bug. */
async function kubeconfigOf(lab: Lab, side: Side): Promise<LoadedKubeconfig> {
  const loaded = await loadKubeconfig({
    path: lab.clusters[side].kubeconfigPath,
    env: {},
    homeDirectory: '',
  });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return loaded.value;
}

/** The options of a plain check, with file names for printed commands that outlive the demo's own. */
function optionsFor(
  { timeoutMs, report, save }: DemoOptions,
  liqoVersion: string,
  kubeconfigs: Readonly<Record<Side, LoadedKubeconfig>>,
): CheckOptions {
  const named = (side: Side) => `${kubeconfigs[side].contextName}.kubeconfig`;
  const plain = toCheckOptions({ kubeconfig: named('local'), remote: named('remote'), liqoVersion });
  if (!plain.ok) throw new Error(plain.failure);
  return { ...plain.value, timeoutMs, report, save };
}

/** The lab's load balancers cost nothing; where there are none, waiting for one would only take time. */
function hasLoadBalancers({ clusters }: Topology): boolean {
  return sides.some((side) => clusters[side].loadBalancer.kind === 'address');
}
