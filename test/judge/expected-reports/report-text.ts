import { catalogue } from '../../../src/judge/rules/catalogue.js';
import type { Finding } from '../../../src/model/finding.js';
import type { Prescription } from '../../../src/model/prescription.js';
import type { Judgement, Next } from '../../../src/model/report.js';
import type { Requirement } from '../../../src/model/requirement.js';

/**
 * A judgement as text, for expectations that a person reads: everything of it but the summaries of the clusters, the
 * probes and their IDs. Of findings that were skipped only the codes, of findings that passed nothing. What a finding
 * has from the requirement it stands for, or from the catalogue, is not written a second time.
 */
export function reportText({
  verdict,
  generation,
  scenario,
  requirements,
  findings,
  next,
}: Judgement): string {
  const { id, a, b, confidence, evidence } = scenario;
  const told = findings.filter(isTold);
  return [
    `${verdict} (${generation})`,
    `scenario ${id}, A ${a}, B ${b}, confidence ${confidence}`,
    ...evidence.map((line) => `  ${line}`),
    '',
    ...requirements.flatMap((one) => [...requirementLines(one), '']),
    ...told
      .filter(({ status }) => status !== 'pass' && status !== 'skip')
      .flatMap((one) => findingLines(one, requirements)),
    `skipped: ${[...new Set(told.filter(({ status }) => status === 'skip').map(({ code }) => code))].join(' ')}`,
    '',
    'next',
    ...nextLines(next),
  ].join('\n');
}

/** The situations have no probes of address translation nor of WireGuard itself: that nothing is known of them is left out. */
function isTold({ code, status }: Finding): boolean {
  const isLeftOut = code.startsWith('LD-NAT-') || code === 'LD-GW-006';
  return !isLeftOut || (status !== 'unknown' && status !== 'skip');
}

function requirementLines(one: Requirement): string[] {
  const { service, cluster, from, status, accepted, configured, endpoint, assurance, reason } = one;
  const where =
    endpoint === null ? 'nothing' : `${endpoint.protocol}://${endpoint.host}:${endpoint.ports.join(',')}`;
  return [
    `${service} of ${cluster} for ${from}: ${status}${assurance === undefined ? '' : ` (${assurance})`}`,
    `  ${configured ?? 'no exposure'} at ${where}; accepted: ${accepted.join(', ')}`,
    `  ${reason}`,
    ...(one.prescription === undefined ? [] : prescriptionLines(one.prescription)),
  ];
}

function prescriptionLines(prescription: Prescription): string[] {
  const { exposure, summary, actions, commands, helmValues, portForward, disruptive, alternatives } =
    prescription;
  const row =
    portForward === undefined
      ? []
      : [
          `    row: ${portForward.protocol} ${portForward.publicAddress ?? '?'} ${portForward.publicPort} -> ${portForward.targetAddress} ${portForward.targetPort}`,
        ];
  return [
    `  -> ${exposure}${disruptive ? ', disruptive' : ''}: ${summary}`,
    ...actions.map(({ cluster, kind, words }) => `    ${kind}, ${cluster}: ${words}`),
    ...commands.map((line) => `    $ ${line}`),
    ...Object.entries(helmValues ?? {}).map(([key, value]) => `    value: ${key}=${value}`),
    ...row,
    ...alternatives.flatMap((other) => [
      `    or: ${other.summary}`,
      ...(other.actions ?? []).map(({ kind, cluster, words }) => `      ${kind}, ${cluster}: ${words}`),
      ...other.commands.map((line) => `      $ ${line}`),
    ]),
  ];
}

function findingLines(finding: Finding, requirements: readonly Requirement[]): string[] {
  const { code, status, service, cluster, reason, remedy } = finding;
  const whose = [service, cluster].filter((part) => part !== undefined).join(' of ');
  const same = requirements.find((one) => one.service === service && one.cluster === cluster);
  const isOwn = reason !== undefined && reason !== same?.reason;
  const general = catalogue.find((entry) => entry.code === code)?.remedy;
  const isOrdinary = remedy === undefined || remedy === general || remedy === same?.prescription?.summary;
  return [
    `${code} ${status}${whose === '' ? '' : `, ${whose}`}${reason !== undefined && !isOwn ? ', for the reason above' : ''}`,
    ...(isOwn ? [`  ${reason}`] : []),
    ...(isOrdinary ? [] : [`  remedy: ${remedy}`]),
  ];
}

function nextLines({ command, before = [], notes }: Next): string[] {
  return [
    ...before.map((line) => `  first $ ${line}`),
    ...(command === undefined ? [] : [`  $ ${command}`]),
    ...notes.map((note) => `  ${note}`),
  ];
}
