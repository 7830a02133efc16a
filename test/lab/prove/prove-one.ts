import { isReplyLost } from './assurance.js';
import { peeringMistakes } from './check-peerings.js';
import type { InProcessResult } from './in-process-check.js';
import { wrongBlockers } from './blockers.js';
import { checkInProcess, serversOf } from './in-process-check.js';
import type { Difference, Situation } from './expected.js';
import { differencesOf, truthOf } from './expected.js';
import type { PrescriptionProof } from './prove-prescriptions.js';
import { nextLinesWork } from './next-lines.js';
import { provePrescriptions } from './prove-prescriptions.js';
import type { Print } from './printed-report.js';
import { intoPipe } from './printed-report.js';
import { possibleTruths } from './twins.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { isSameGeneration } from '../../../src/lab/topology/liqo-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Recipe } from '../../../src/lab/random/recipe.js';
import type { Finding } from '../../../src/model/finding.js';
import type { Report, Verdict } from '../../../src/model/report.js';

/** What came of one topology. */
export interface Proof {
  readonly verdict: Verdict;
  readonly truth: boolean;
  readonly isVerdictWrong: boolean;
  readonly differences: readonly Difference[];
  /** A gateway is called met by its sibling or by a capture, and the evidence of a topology where it works is the same. */
  readonly isBySibling: boolean;
  /** Whether the lines that a ready report ends with work; `undefined` without such lines. */
  readonly lineWorks: boolean | undefined;
  readonly prescriptions: PrescriptionProof;
  /** Findings whose remedy names a prescription that the report does not have, by code. */
  readonly emptyRemedies: readonly string[];
  /** What is wrong with how prescriptions treat active peerings. */
  readonly peerings: readonly string[];
  /** Devices that are said with high confidence to stop packets, and do not. */
  readonly wrongBlockers: readonly string[];
}

/** Judges the topology of a recipe, compares with the truth, and carries out what is printed. */
export async function proveOne(recipe: Recipe, seed: number, print: Print = intoPipe): Promise<Proof> {
  const topology = buildTopology(recipe);
  const intent = intentOf(recipe);
  const capture = recipe.capture === true;
  const situation: Situation = { topology, intent, servers: serversOf(topology, 'usual'), capture };
  const request = { topology, intent, seed, kubeconfig: 'usual', capture } as const;
  const checked = await checkInProcess(request);
  if (!isOneGeneration(topology)) return proofOfPrerequisite(checked);
  const truth = truthOf(situation);
  const differences: Difference[] = [];
  let isUndecidable = false;
  let isBySibling = false;
  for (const difference of differencesOf(checked, situation, truth)) {
    const { service, cluster, is } = difference;
    const isOfNodes = service === 'gateway' && checked.plan.generation !== 'g3';
    const possible = isOfNodes ? await possibleTruths(cluster, checked, { situation, request }) : new Set();
    if (is === 'unknown' && possible.size === 2) isUndecidable = true;
    else if (is === 'met' && isAssured(difference, checked) && possible.has(true)) {
      isBySibling = true;
    } else differences.push(difference);
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
    lineWorks:
      verdict === 'ready' && truth.works ? nextLinesWork({ situation, checked, seed, print }) : undefined,
    prescriptions: await provePrescriptions({ situation, checked, seed, print }),
    emptyRemedies: emptyRemedies(checked.report),
    peerings: peeringMistakes(checked.report, topology),
    wrongBlockers: wrongBlockers(checked.report, topology),
  };
}

/** A remedy that refers to a prescription is worth nothing where the requirement has none; of two gateways one is enough. */
function emptyRemedies({ findings, requirements }: Report): string[] {
  const isPrescribed = ({ service, cluster }: Finding): boolean =>
    requirements.some(
      (one) =>
        one.prescription !== undefined &&
        one.service === service &&
        (one.cluster === cluster || one.group === 'gateway'),
    );
  return findings
    .filter((finding) => /prescri/i.test(finding.remedy ?? '') && !isPrescribed(finding))
    .map(({ code }) => code);
}

/**
 * Whether nothing was left out that could be known: behind a capture that saw datagrams arrive, replies may be lost,
 * which is told by those of a stand-in alone.
 */
function isAssured({ isSibling, isCaptured, cluster }: Difference, checked: InProcessResult): boolean {
  return isSibling || (isCaptured && !isReplyLost(cluster, checked));
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
    emptyRemedies: [],
    wrongBlockers: [],
    prescriptions: { outcome: 'impossible', rounds: 0, needless: [], unprovenAlternatives: [] },
  };
}

/** What `liqo-doctor check` is told for a recipe. */
export function intentOf({ version, peering, gatewayFlags }: Recipe): Situation['intent'] {
  return { liqoVersion: version, peering, networkingDisabled: false, gateway: gatewayFlags };
}
