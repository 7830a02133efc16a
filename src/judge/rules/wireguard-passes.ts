import type { Finding } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import type { StandIn } from '../../model/run-evidence.js';
import { outcomePhrase, probedAddress } from '../evidence/outcome-text.js';
import { tunnelEvidence } from '../evidence/tunnel-evidence.js';
import { allowWireGuard } from '../prescribe/allow-wireguard.js';
import { explainAbsence } from '../requirements/absence.js';
import { sentence, theCluster } from '../requirements/assessment.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

const code = 'LD-GW-006';

/** LD-GW-006: WireGuard's datagrams reach each gateway's stand-in as ordinary ones do. */
export function wireGuardPasses(context: RuleContext): readonly Finding[] {
  return context.evidence.standIns
    .filter(({ service, status }) => service === 'gateway' && status === 'raised')
    .map((standIn) => wireGuardFinding(standIn, context));
}

function wireGuardFinding(standIn: StandIn, context: RuleContext): Finding {
  const { cluster, endpoint } = standIn;
  const from = peerOf(cluster);
  const parts = { service: 'gateway', cluster, from, endpoint } as const;
  const seen = tunnelEvidence(standIn, context.evidence);
  if (seen === undefined) {
    const { reason } = explainAbsence({ from, responder: cluster, protocol: 'udp' }, context);
    return makeFinding(code, { ...parts, status: 'unknown', reason, dependsOn: ['LD-GW-002'] });
  }
  const { status, decisive, evidence } = seen;
  const reason = reasonOf(decisive);
  switch (status) {
    case 'passes':
      return makeFinding(code, {
        ...parts,
        evidence,
        status: 'pass',
        ...(decisive.outcome !== 'replied' && { reason }),
      });
    case 'unknown':
      // Where not even ordinary datagrams pass, that is what has to be repaired.
      return makeFinding(code, { ...parts, evidence, status, reason, dependsOn: ['LD-GW-002'] });
    case 'blocked':
      return makeFinding(code, {
        ...parts,
        evidence,
        status: 'fail',
        reason,
        remedy: allowWireGuard(decisive, context),
      });
  }
}

function reasonOf(observation: Observation): string {
  const { from } = observation;
  const where = `from the ${from} cluster to ${probedAddress(observation)}`;
  return observation.handshake === undefined
    ? sentence(
        `${theCluster(from === 'operator' ? 'local' : from)} got no answer to ordinary datagrams at ${probedAddress(observation)}, so that nothing is known of WireGuard's: ${outcomePhrase(observation)}`,
      )
    : sentence(`${where}: ${outcomePhrase(observation)}`);
}
