import type { Action, Alternative, Prescription } from '../model/prescription.js';
import type { Report } from '../model/report.js';
import type { Requirement } from '../model/requirement.js';
import { formatForward } from './endpoint-text.js';
import type { OpenRequirement } from './open-requirements.js';
import { openRequirements } from './open-requirements.js';
import { clusterName, openRequirementName, requirementName } from './report-names.js';
import type { TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

const indent = '   ';

/**
 * What has to be done, one numbered step for each requirement that is unmet or for which something can be done: why,
 * the changes with the cluster they belong to, the router's forwarding row, and the commands, which are never wrapped.
 */
export function whatToDoLines(report: Report, style: TextStyle): string[] {
  const steps = openRequirements(report).filter((open) => !isOnlyUnknown(open));
  return steps.flatMap((open, index) => {
    const title = `${index + 1}. ${capitalised(openRequirementName(report, open))} (${open.status})`;
    return [
      ...(index === 0 ? [] : ['']),
      ...paragraph(style.clean(title), style.width, { first: '', rest: indent }).map(style.paint.strong),
      ...open.alternatives.flatMap((requirement) => alternativeLines(report, open, { requirement, style })),
      ...explainLines(report, open, style),
    ];
  });
}

/** What could not be decided and nothing can be done about here: the reason says how to find out. */
export function notKnownLines(report: Report, style: TextStyle): string[] {
  const unknown = openRequirements(report)
    .filter(isOnlyUnknown)
    .flatMap(({ alternatives }) => alternatives);
  const reasons = [...new Set(unknown.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const names = unknown
      .filter((requirement) => requirement.reason === reason)
      .map((requirement) => requirementName(report, requirement));
    const first = `${style.paint.doubt(style.symbols.unknown)} `;
    return paragraph(style.clean(`${capitalised(names.join(', '))}: ${reason}`), style.width, {
      first,
      rest: '  ',
    });
  });
}

function isOnlyUnknown({ status, alternatives }: OpenRequirement): boolean {
  return status === 'unknown' && alternatives.every(({ prescription }) => prescription === undefined);
}

function alternativeLines(
  report: Report,
  open: OpenRequirement,
  { requirement, style }: { readonly requirement: Requirement; readonly style: TextStyle },
): string[] {
  const isOneOfSeveral = open.alternatives.length > 1;
  const position = open.alternatives.indexOf(requirement);
  const heading = `${position === 0 ? 'Either' : 'Or'} the ${requirementName(report, requirement)}:`;
  return [
    ...(isOneOfSeveral ? indented(heading, style) : []),
    ...indented(requirement.reason, style),
    ...(requirement.prescription === undefined
      ? []
      : prescriptionLines(report, requirement.prescription, style)),
  ];
}

function prescriptionLines(report: Report, prescription: Prescription, style: TextStyle): string[] {
  const { summary, actions, disruptive, alternatives } = prescription;
  const isTold = actions.some(({ words }) => words === summary);
  return [
    ...(isTold ? [] : indented(summary, style)),
    ...changeLines(report, prescription, style),
    ...(disruptive ? indented('This may interrupt peerings that are active now.', style) : []),
    ...alternatives.flatMap((alternative) => [
      ...indented(`Or: ${alternative.summary}`, style),
      ...changeLines(report, { ...alternative, actions: untold(alternative) }, style),
    ]),
  ];
}

/** The changes that the sentence before them has not told already. */
function untold({ summary, actions = [] }: Alternative): Action[] {
  return actions.filter(({ words }) => words !== summary);
}

/** The changes with the cluster that each belongs to, the router's forwarding row, and the commands. */
function changeLines(
  report: Report,
  { actions = [], portForward, commands }: Pick<Alternative, 'actions' | 'portForward' | 'commands'>,
  style: TextStyle,
): string[] {
  return [
    ...actions.flatMap(({ cluster, words }) =>
      paragraph(style.clean(`${clusterName(report, cluster)}: ${words}`), style.width, {
        first: `${indent}- `,
        rest: `${indent}  `,
      }),
    ),
    ...(portForward === undefined
      ? []
      : ['', `${indent}  ${style.clean(formatForward(portForward, style.symbols.arrow))}`, '']),
    ...commandLines(commands, style, indent),
  ];
}

function indented(text: string, style: TextStyle): string[] {
  return paragraph(style.clean(text), style.width, { first: indent, rest: indent });
}

/** Commands between blank lines, each on a line of its own however long it is, so that it can be copied. */
export function commandLines(commands: readonly string[], style: TextStyle, margin: string): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => command.split('\n'));
  return ['', ...lines.map((line) => `${margin}  ${style.clean(line)}`), ''];
}

/** The failed findings that stand behind an open requirement, by code. */
function explainLines(report: Report, open: OpenRequirement, style: TextStyle): string[] {
  const codes = report.findings
    .filter((finding) => finding.status === 'fail')
    .filter((finding) => open.alternatives.some((requirement) => concerns(finding, requirement)))
    .map(({ code }) => code);
  return [...new Set(codes)].flatMap((code) =>
    indented(`More: liqo-doctor explain ${code}`, style).map(style.paint.faint),
  );
}

/** Whether a finding is about the service and the cluster of a requirement. */
export function concerns(
  finding: Pick<Report['findings'][number], 'service' | 'cluster'>,
  requirement: Requirement,
): boolean {
  return finding.service === requirement.service && finding.cluster === requirement.cluster;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
