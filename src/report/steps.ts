import type { Action, Alternative, PortForward, Prescription } from '../model/prescription.js';
import type { Report } from '../model/report.js';
import type { Requirement } from '../model/requirement.js';
import type { OpenRequirement } from './open-requirements.js';
import { openRequirements } from './open-requirements.js';
import { clusterName, openRequirementName, requirementName } from './report-names.js';

/** What has to be done for one requirement, whatever it is rendered as. Texts come from the report as they are. */
export interface Step {
  /** `API server of milan`, or `gateway of milan or frankfurt`. */
  readonly name: string;
  readonly status: OpenRequirement['status'];
  /** One, or as many as there are alternatives, of which one suffices. */
  readonly ways: readonly Way[];
  /** Findings that explain it: `liqo-doctor explain <CODE>`. */
  readonly codes: readonly string[];
}

/** One requirement of a step: why it is open and what makes it met. */
export interface Way {
  /** `Either the gateway of milan:`; absent where there is one way only. */
  readonly heading?: string | undefined;
  readonly reason: string;
  /** Absent where nothing is known to help. */
  readonly remedy?: Remedy | undefined;
}

/** A prescription as it is told. */
export interface Remedy extends Changes {
  /** Absent where the first change says the same. */
  readonly summary?: string | undefined;
  readonly isDisruptive: boolean;
  readonly others: readonly (Changes & { readonly summary: string })[];
}

/** Changes, each with the cluster that it belongs to, the router's row, and the lines to paste. */
export interface Changes {
  readonly changes: readonly { readonly cluster: string; readonly words: string }[];
  readonly portForward?: PortForward | undefined;
  readonly commands: readonly string[];
}

/** The steps in report order: for each requirement that is unmet, or for which something can be done. */
export function stepsOf(report: Report): Step[] {
  return openRequirements(report)
    .filter((open) => !isOnlyUnknown(open))
    .map((open) => ({
      name: openRequirementName(report, open),
      status: open.status,
      ways: open.alternatives.map((requirement) => wayOf(report, open, requirement)),
      codes: explainingCodes(report, open),
    }));
}

/** What could not be decided and nothing can be done about here. */
export interface Undecided {
  /** The requirements of which the same is said. */
  readonly names: readonly string[];
  readonly reason: string;
}

/** Everything undecided, told once for each reason: the reason says how to find out. */
export function undecidedOf(report: Report): Undecided[] {
  const unknown = openRequirements(report)
    .filter(isOnlyUnknown)
    .flatMap(({ alternatives }) => alternatives);
  return [...new Set(unknown.map(({ reason }) => reason))].map((reason) => ({
    names: unknown
      .filter((requirement) => requirement.reason === reason)
      .map((requirement) => requirementName(report, requirement)),
    reason,
  }));
}

function isOnlyUnknown({ status, alternatives }: OpenRequirement): boolean {
  return status === 'unknown' && alternatives.every(({ prescription }) => prescription === undefined);
}

function wayOf(report: Report, { alternatives }: OpenRequirement, requirement: Requirement): Way {
  const { reason, prescription } = requirement;
  const isFirst = requirement === alternatives[0];
  const heading = `${isFirst ? 'Either' : 'Or'} the ${requirementName(report, requirement)}:`;
  return {
    heading: alternatives.length > 1 ? heading : undefined,
    reason,
    remedy:
      prescription === undefined ? undefined : remedyOf(report, withoutTold(prescription, alternatives)),
  };
}

/** Beside the other way itself, an alternative that only points to it says nothing. */
function withoutTold(prescription: Prescription, { length }: OpenRequirement['alternatives']): Prescription {
  const alternatives = prescription.alternatives.filter(
    ({ actions = [], commands, portForward }) =>
      length === 1 || actions.length > 0 || commands.length > 0 || portForward !== undefined,
  );
  return { ...prescription, alternatives };
}

function remedyOf(report: Report, prescription: Prescription): Remedy {
  const { summary, actions, disruptive, alternatives } = prescription;
  return {
    summary: actions.some(({ words }) => words === summary) ? undefined : summary,
    ...changesOf(report, prescription),
    isDisruptive: disruptive,
    others: alternatives.map((alternative) => ({
      summary: alternative.summary,
      ...changesOf(report, { ...alternative, actions: untold(alternative) }),
    })),
  };
}

/** The changes that the sentence before them has not told already. */
function untold({ summary, actions = [] }: Alternative): Action[] {
  return actions.filter(({ words }) => words !== summary);
}

function changesOf(
  report: Report,
  { actions = [], portForward, commands }: Pick<Alternative, 'actions' | 'portForward' | 'commands'>,
): Changes {
  const changes = actions.map(({ cluster, words }) => ({ cluster: clusterName(report, cluster), words }));
  return { changes, portForward, commands };
}

function explainingCodes(report: Report, open: OpenRequirement): string[] {
  const codes = report.findings
    .filter((finding) => finding.status === 'fail')
    .filter((finding) => open.alternatives.some((requirement) => concerns(finding, requirement)))
    .map(({ code }) => code);
  return [...new Set(codes)];
}

/** Whether a finding is about the service and the cluster of a requirement. */
export function concerns(
  finding: Pick<Report['findings'][number], 'service' | 'cluster'>,
  requirement: Requirement,
): boolean {
  return finding.service === requirement.service && finding.cluster === requirement.cluster;
}
