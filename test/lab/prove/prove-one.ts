import { peeringMistakes } from './check-peerings.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess, serversOf } from './in-process-check.js';
import type { Difference, Situation } from './expected.js';
import { differencesOf, truthOf } from './expected.js';
import type { PrescriptionProof } from './prove-prescriptions.js';
import { nextLineWorks, provePrescriptions } from './prove-prescriptions.js';
import { possibleTruths } from './twins.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { isSameGeneration } from '../../../src/lab/topology/liqo-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Recipe } from '../../../src/lab/random/recipe.js';
import type { Verdict } from '../../../src/model/report.js';

/** What came of one topology. */
export interface Proof {
  readonly verdict: Verdict;
  readonly truth: boolean;
  readonly isVerdictWrong: boolean;
  readonly differences: readonly Difference[];
  /** A gateway is called met by its sibling, and the evidence of a topology where it works is the same. */
  readonly isBySibling: boolean;
  /** Whether the line that a ready report prints works; `undefined` without such a line. */
  readonly lineWorks: boolean | undefined;
  readonly prescriptions: PrescriptionProof;
  /** What is wrong with how prescriptions treat active peerings. */
  readonly peerings: readonly string[];
}

/** Judges the topology of a recipe and compares with the truth. */
export async function proveOne(recipe: Recipe, seed: number): Promise<Proof> {
  const topology = buildTopology(recipe);
  const situation: Situation = { topology, intent: intentOf(recipe), servers: serversOf(topology, 'usual') };
  const request = { topology, intent: situation.intent, seed, kubeconfig: 'usual' } as const;
  const checked = await checkInProcess(request);
  if (!isOneGeneration(topology)) return proofOfPrerequisite(checked);
  const truth = truthOf(situation);
  const differences: Difference[] = [];
  let isUndecidable = false;
  let isBySibling = false;
  for (const difference of differencesOf(checked, situation, truth)) {
    const { service, cluster, is } = difference;
    const isLive =
      service === 'gateway' && checked.plan.generation !== 'g3' && topology.clusters[cluster].liqo;
    const possible = isLive ? await possibleTruths(cluster, checked, { situation, request }) : new Set();
    if (is === 'unknown' && possible.size === 2) isUndecidable = true;
    else if (is === 'met' && difference.isSibling && possible.has(true)) isBySibling = true;
    else differences.push(difference);
  }
  const { verdict } = checked.report;
  const expected: Verdict = truth.works ? 'ready' : 'not-ready';
  const isVerdictWrong =
    verdict !== expected &&
    !(verdict === 'undetermined' && isUndecidable) &&
    !(verdict === 'ready' && isBySibling && differences.length === 0);
  return {
    verdict,
    truth: truth.works,
    isVerdictWrong,
    differences,
    isBySibling,
    lineWorks: verdict === 'ready' ? nextLineWorks(situation, checked) : undefined,
    peerings: peeringMistakes(checked.report, topology),
    prescriptions: await provePrescriptions(situation, checked, seed),
  };
}

function isOneGeneration({ clusters: { local, remote } }: Topology): boolean {
  if (local.liqo === undefined || remote.liqo === undefined) return true;
  return isSameGeneration(local.liqo.version, remote.liqo.version);
}

/** Releases that do not understand each other cannot peer, whatever is reached; the finding of that has to fail. */
function proofOfPrerequisite({ report }: InProcessResult): Proof {
  const isSaid = report.findings.some(({ code, status }) => code === 'LD-VER-001' && status === 'fail');
  return {
    verdict: report.verdict,
    truth: false,
    isVerdictWrong: report.verdict !== 'not-ready' || !isSaid,
    differences: [],
    isBySibling: false,
    lineWorks: undefined,
    peerings: [],
    prescriptions: { outcome: 'impossible', rounds: 0, needless: [] },
  };
}

/** What `liqo-doctor check` is told for a recipe. */
export function intentOf({ version, peering, gatewayFlags }: Recipe): Situation['intent'] {
  return { liqoVersion: version, peering, networkingDisabled: false, gateway: gatewayFlags };
}
