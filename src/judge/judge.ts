import { advertisedApiServer } from '../liqo/advertised-api-server.js';
import { advertisedAuth } from '../liqo/advertised-auth.js';
import { advertisedGateway } from '../liqo/advertised-gateway.js';
import { latestRelease, parseRelease, type LiqoRelease, releaseOf } from '../liqo/release.js';
import type { ClusterWords } from '../liqo/words/cluster-words.js';
import type { Advertised } from '../model/advertised.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { PeeringIntent, ScenarioId, ServiceId, Side } from '../model/peering.js';
import { reportApiVersion, type Judgement } from '../model/report.js';
import type { Requirement } from '../model/requirement.js';
import type { RunEvidence } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import { summariseCluster } from './cluster-summary.js';
import { translationOf } from './evidence/address-translation.js';
import { refineObservations } from './evidence/refine-observations.js';
import type { JudgeContext } from './judge-context.js';
import { nextStep } from './next-step.js';
import { prescribeAll } from './prescribe/prescribe-all.js';
import { assessServices } from './requirements/requirements.js';
import { judgeStandIns } from './requirements/stand-in-option.js';
import { evaluateRules } from './rules/evaluate-rules.js';
import type { PrescribedService } from './rules/rule-context.js';
import { classifyScenario } from './scenario/classify-scenario.js';
import { verdictOf } from './verdict.js';

/** Everything a verdict is made from. */
export interface JudgeInput {
  readonly local: ClusterFacts;
  readonly remote: ClusterFacts;
  readonly intent: PeeringIntent;
  readonly evidence: RunEvidence;
  readonly plan: RunPlan;
  readonly probeFrom: 'pods' | 'operator' | 'none';
  /** When the run began by this machine's clock, ISO 8601: certificates are judged by it. */
  readonly startedAt?: string | undefined;
  /** How printed commands name each cluster. */
  readonly words: Readonly<Record<Side, ClusterWords>>;
}

/** Judges a run: facts and observations in, everything of the report but its timing out. Never throws. */
export function judge(input: JudgeInput): Judgement {
  const { context, contradictedBy } = contextOf(input);
  const { clusters, release, scenario, evidence } = context;
  const assessed = assessServices(context);
  const prescribed = prescribeAll(assessed, context);
  const requirements = prescribed.map(toRequirement);
  const observations = evidence.observations.map(({ observation }) => observation);
  const translations = {
    local: translationOf('local', clusters, observations),
    remote: translationOf('remote', clusters, observations),
  };
  const findings = evaluateRules({ ...context, requirements: prescribed, contradictedBy, translations });
  const verdict = verdictOf(requirements, findings);
  return {
    apiVersion: reportApiVersion,
    kind: 'PeeringReport',
    verdict,
    generation: release.generation,
    scenario,
    clusters: { local: summariseCluster(clusters.local), remote: summariseCluster(clusters.remote) },
    requirements,
    findings: [...findings],
    probes: observations,
    next: nextStep({ verdict, requirements: prescribed, findings }, context),
  };
}

interface Prepared {
  readonly context: JudgeContext;
  readonly contradictedBy: ScenarioId | undefined;
}

/** Everything that is concluded once, before any requirement is looked at. */
function contextOf(input: JudgeInput): Prepared {
  const { local, remote, intent, plan, probeFrom, startedAt, words } = input;
  const clusters = { local, remote };
  const evidence = { ...input.evidence, observations: refineObservations(input.evidence, plan) };
  const observations = evidence.observations.map(({ observation }) => observation);
  const { scenario, positions, contradictedBy } = classifyScenario({
    clusters,
    observations,
    intent,
    hearings: evidence.hearings,
  });
  const release = releaseFor(input);
  const releases = { local: releaseOf(local, release), remote: releaseOf(remote, release) };
  const advertised = {
    local: advertisedServices(local, releases.local),
    remote: advertisedServices(remote, releases.remote),
  };
  const situation = {
    clusters,
    intent,
    plan,
    probeFrom,
    startedAt,
    words,
    evidence,
    release,
    releases,
    advertised,
    scenario,
    positions,
  };
  return { context: { ...situation, options: judgeStandIns(situation) }, contradictedBy };
}

/** The plan's release decides; the newest one known stands in for a plan that names none. */
function releaseFor({ plan }: JudgeInput): LiqoRelease {
  const release = parseRelease(plan.liqoVersion);
  return release.ok ? release.value : latestRelease;
}

function advertisedServices(
  facts: ClusterFacts,
  release: LiqoRelease,
): Readonly<Record<ServiceId, Advertised>> {
  return {
    auth: advertisedAuth(facts, release),
    apiServer: advertisedApiServer(facts, release),
    gateway: advertisedGateway(facts, release),
  };
}

function toRequirement(service: PrescribedService): Requirement {
  const {
    status,
    reason,
    accepted,
    configured,
    endpoint,
    evidence,
    assurance,
    blocker,
    group,
    prescription,
    from,
    cluster,
  } = service;
  return {
    service: service.service,
    cluster,
    from,
    status,
    accepted: [...accepted],
    configured,
    endpoint: endpoint === null ? null : { ...endpoint, ports: [...endpoint.ports] },
    ...(assurance !== undefined && { assurance }),
    reason,
    evidence: [...new Set(evidence)],
    ...(blocker !== undefined && { blocker }),
    ...(group !== undefined && { group }),
    ...(prescription !== undefined && { prescription }),
  };
}
