import { gatewayServerAddresses } from '../liqo/gateway-server.js';
import { isAtLeast } from '../liqo/release.js';
import type { Finding } from '../model/finding.js';
import type { Action } from '../model/prescription.js';
import { type Next, oneGatewayIsEnough, type Verdict } from '../model/report.js';
import { endpointText } from './evidence/outcome-text.js';
import { serviceNames } from './evidence/service-names.js';
import type { JudgeContext } from './judge-context.js';
import { peerLine, provenGateway } from './prescribe/gateway-choice.js';
import { installSteps } from './install-steps.js';
import { groupStatus } from './requirements/gateway-group.js';
import type { PrescribedService } from './rules/rule-context.js';

/** What the next step is decided from. */
export interface NextInput {
  readonly verdict: Verdict;
  readonly requirements: readonly PrescribedService[];
  readonly findings: readonly Finding[];
}

/** The cheapest kind of change first. Source: the requirement matrix, Prescription. */
const costOrder: readonly Action['kind'][] = [
  'check-flags',
  'peer-flags',
  'in-band',
  'port-forward',
  'helm-values',
  'kubectl',
  'infrastructure',
];

/** What to do now: the line that peers the clusters when they are ready, else what to change or to find out first. */
export function nextStep(input: NextInput, context: JudgeContext): Next {
  const blockers = input.findings
    .filter(({ status, severity }) => status === 'fail' && severity === 'error')
    .filter(({ code, prerequisite }) => prerequisite === true || !isRequirement(code))
    .map(
      ({ code, title, cluster, reason, remedy }) =>
        `${code} does not hold${cluster === undefined ? '' : ` in the ${cluster} cluster`} (${title}). ${[reason, remedy].filter(Boolean).join(' ')}`,
    );
  switch (input.verdict) {
    case 'ready':
      return ready(blockers, context);
    case 'not-ready':
      return {
        notes: [...blockers, ...changes(input.requirements, context), ...unknowns(input.requirements)],
      };
    case 'undetermined':
      return {
        notes: [...blockers, ...unknowns(input.requirements), ...changes(input.requirements, context)],
      };
  }
}

/** Findings that say the same as a requirement does. */
function isRequirement(code: string): boolean {
  return /^LD-(AUTH|API|GW)-/.test(code) || code === 'LD-RUN-001';
}

function ready(blockers: readonly string[], context: JudgeContext): Next {
  const choice = context.release.generation === 'g3' ? provenGateway(context, true) : undefined;
  const command = peerLine(context, choice?.flags ?? context.intent.gateway);
  const install = installSteps(context);
  return {
    ...(command !== undefined && { command }),
    ...(install.commands.length > 0 && { before: [...install.commands] }),
    notes: [...blockers, ...install.notes, ...nodeNotes(choice, context)],
  };
}

/** A NodePort gateway server is advertised at the node its pod lands on, which may be another one than was proven. */
function nodeNotes(
  choice: ReturnType<typeof provenGateway>,
  { clusters, intent }: JudgeContext,
): readonly string[] {
  if (
    choice === undefined ||
    choice.option.standIn.exposure !== 'NodePort' ||
    intent.gateway.clientAddress !== undefined
  ) {
    return [];
  }
  const { standIn, endpoint } = choice.option;
  const { addresses } = gatewayServerAddresses(clusters[standIn.cluster], 'NodePort');
  const others = addresses.filter(({ address }) => address !== endpoint?.host);
  if (endpoint === null || others.length === 0) return [];
  return [
    `${endpointText(endpoint)} was reached. If the gateway's pod lands on another node and is not reached there, add --gw-client-address ${endpoint.host}.`,
  ];
}

function changes(requirements: readonly PrescribedService[], context: JudgeContext): readonly string[] {
  const gateways = requirements.filter(({ group }) => group === 'gateway');
  const gateway = groupStatus(gateways.map((one) => (isPrescribedFor(one) ? 'unmet' : one.status)));
  const unmet = requirements
    .filter((one) => isPrescribedFor(one) && (one.group === undefined || gateway === 'unmet'))
    .toSorted((one, other) => costOf(one) - costOf(other));
  const notes = unmet.map(({ prescription, reason }) => prescription?.summary ?? reason);
  const ofGateways = unmet
    .filter(({ group }) => group === 'gateway')
    .map(({ prescription }) => prescription?.summary);
  const either = new Set(ofGateways).size > 1 ? [oneGatewayIsEnough] : [];
  // Before v0.6 no forwarded port helps: Liqo would not advertise it.
  const relay =
    groupStatus(gateways.map(({ status }) => status)) === 'unmet' &&
    context.scenario.id === 'nat-to-nat' &&
    isAtLeast(context.release, 'v0.6.0')
      ? [
          'Both clusters are behind NAT: without a forwarded port on one side no tunnel can begin, since nothing relays it.',
        ]
      : [];
  return [...new Set(notes), ...either, ...relay];
}

/** Unmet, or not known and most likely so. */
function isPrescribedFor({ status, prescription }: PrescribedService): boolean {
  return status === 'unmet' || (status === 'unknown' && prescription !== undefined);
}

function costOf({ prescription }: PrescribedService): number {
  const costs = (prescription?.actions ?? []).map(({ kind }) => costOrder.indexOf(kind));
  return Math.max(0, ...costs);
}

function unknowns(requirements: readonly PrescribedService[]): readonly string[] {
  const gateway = groupStatus(
    requirements.filter(({ group }) => group === 'gateway').map(({ status }) => status),
  );
  return requirements
    .filter(
      ({ status, group }) =>
        (status === 'unknown' || status === 'skipped') && (group === undefined || gateway === 'unknown'),
    )
    .map(
      ({ service, cluster, reason }) =>
        `Not known of the ${serviceNames[service]} of the ${cluster} cluster: ${reason}`,
    );
}
