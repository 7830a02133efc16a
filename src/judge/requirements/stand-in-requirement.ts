import type { Exposure, Side } from '../../model/peering.js';
import type { StandIn } from '../../model/run-evidence.js';
import type { JudgeContext } from '../judge-context.js';
import { explainAbsence } from './absence.js';
import { sentence, theCluster, type Assessment } from './assessment.js';
import { standInOptions, type StandInOption } from './stand-in-option.js';
import { peerOf } from '../../model/peering.js';

/** A service that does not exist yet, and which Service types may still be chosen for it. */
export interface StoodInService {
  readonly cluster: Side;
  readonly service: StandIn['service'];
  /** The exposures that the matrix row accepts: what it does not accept need not be tried. */
  readonly accepted: readonly Exposure[];
  /** Exactly this Service type was asked for; absent when any will do. */
  readonly type?: Exposure | undefined;
}

/**
 * Whether a service that will be created while installing or peering will be reachable, by the stand-ins in its place:
 * one proven way is enough, since flags or values can choose it.
 */
export function assessStandIns(wanted: StoodInService, context: JudgeContext): Assessment {
  const { cluster, service, type } = wanted;
  const options = standInOptions(cluster, service, context).filter(
    ({ standIn }) => type === undefined || standIn.exposure === type,
  );
  const proven = options.find(({ status }) => status === 'proven');
  if (proven !== undefined) return provenAssessment(proven);
  const protocol = service === 'gateway' ? 'udp' : 'tcp';
  const absence = explainAbsence({ from: peerOf(cluster), responder: cluster, protocol }, context);
  const isUnseen = options.every(({ evidence }) => evidence.length === 0);
  // A pod that did not work is the reason for all that was not seen.
  if (isUnseen && absence.status === 'skipped') {
    return { ...absence, endpoint: null, configured: type ?? null, evidence: [] };
  }
  const relevant = options.filter((option) => isRelevant(option, wanted, options));
  const undecided =
    relevant.find(({ status }) => status === 'skipped') ??
    relevant.find(({ status }) => status === 'unknown');
  const chosen = undecided ?? relevant[0];
  if (chosen === undefined) {
    return { ...absence, endpoint: null, configured: type ?? null, evidence: [] };
  }
  const best = options.find(({ standIn }) => standIn.exposure === 'NodePort') ?? chosen;
  return {
    status: statusOf(chosen),
    reason:
      chosen.status === 'skipped'
        ? sentence(chosen.reason)
        : sentence(`${theCluster(peerOf(cluster))} ${negation(chosen)}: ${reasons(relevant)}`),
    endpoint: chosen.endpoint ?? best.endpoint,
    configured: chosen.standIn.exposure,
    evidence: options.flatMap(({ evidence }) => evidence),
    decisive: chosen.decisive,
  };
}

function provenAssessment(option: StandInOption): Assessment {
  const { standIn, endpoint, evidence, reason, decisive } = option;
  const { cluster, exposure } = standIn;
  return {
    status: 'met',
    assurance: 'stand-in',
    reason: sentence(`${theCluster(peerOf(cluster))} reaches a stand-in in place of the service: ${reason}`),
    endpoint,
    configured: exposure,
    evidence,
    decisive,
  };
}

/** A load balancer that was not tried matters only where the row accepts one, or nothing else was tried. */
function isRelevant(
  option: StandInOption,
  { accepted }: StoodInService,
  all: readonly StandInOption[],
): boolean {
  if (option.isUntried !== true) return true;
  return accepted.includes(option.standIn.exposure) || all.every(({ isUntried }) => isUntried === true);
}

function statusOf({ status }: StandInOption): Assessment['status'] {
  if (status === 'skipped') return 'skipped';
  return status === 'unknown' ? 'unknown' : 'unmet';
}

function negation({ status }: StandInOption): string {
  return status === 'unknown'
    ? 'is not known to reach the service'
    : 'does not reach a stand-in of the service';
}

function reasons(options: readonly StandInOption[]): string {
  return options.map(({ reason }) => reason).join('; ');
}
