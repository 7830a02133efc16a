import { judge, type JudgeInput } from '../../src/judge/judge.js';
import { outcomeSchema, type Observation, type Outcome } from '../../src/model/observation.js';
import { scenarioIdSchema, type Side } from '../../src/model/peering.js';
import { cloudCluster, onPremisesCluster } from '../helpers/cluster-facts.js';
import {
  cloudWithV10,
  homeWithV10,
  inputOf,
  loadBalancerGateway,
  nodePortGateway,
  observation,
  sourceSeen,
} from './run.js';

const outcomes = outcomeSchema.options;
const scenarios = [undefined, ...scenarioIdSchema.options];

function outcomeOf(index: number): Outcome {
  return outcomes[index % outcomes.length] ?? 'open';
}

/** Facts by which no two neighbours in the sequence are alike: a rare digit of the index for each. */
function situation(index: number): JudgeInput {
  const digit = (place: number, base: number): number => Math.floor(index / place) % base;
  const isEarly = digit(1, 2) === 0;
  const remoteIsCloud = digit(2, 2) === 0;
  const local = isEarly ? homeWithV10('local') : onPremisesCluster('local');
  const remote = isEarly
    ? remoteIsCloud
      ? cloudWithV10('remote')
      : homeWithV10('remote')
    : remoteIsCloud
      ? cloudCluster('remote')
      : onPremisesCluster('remote');
  const host = remoteIsCloud ? '198.51.100.11' : '192.168.1.11';
  const server = nodePortGateway('remote', { host, nodePort: 30742, outcome: outcomeOf(digit(4, 15)) });
  const balancer = loadBalancerGateway('local', {
    host: '203.0.113.90',
    port: 5871,
    outcome: outcomeOf(digit(60, 15)),
  });
  const see = (
    target: Side,
    service: 'auth' | 'apiServer',
    parts: { host: string; port: number; outcome: Outcome },
  ): Observation => observation({ purpose: 'endpoint', target, service, ...parts });
  const cloudHost = '3f2a.gr7.eu-west-1.eks.amazonaws.com';
  return inputOf({
    local,
    remote,
    generation: isEarly ? 'g2' : 'g3',
    intent: { scenario: scenarios[digit(900, 10)] },
    standIns: [server.standIn, balancer.standIn],
    observations: [
      ...server.observations,
      ...balancer.observations,
      sourceSeen('local', host, `203.0.113.${digit(7, 250)}:40582`),
      see('remote', 'auth', {
        host: remoteIsCloud ? '198.51.100.20' : '192.168.1.11',
        port: remoteIsCloud ? 443 : 30443,
        outcome: outcomeOf(digit(9, 15)),
      }),
      see('local', 'auth', { host: '192.168.1.11', port: 30443, outcome: outcomeOf(digit(13, 15)) }),
      see('remote', 'apiServer', {
        host: remoteIsCloud ? cloudHost : '192.168.1.11',
        port: remoteIsCloud ? 443 : 6443,
        outcome: outcomeOf(digit(3, 15)),
      }),
      see('local', 'apiServer', { host: '192.168.1.11', port: 6443, outcome: outcomeOf(digit(17, 15)) }),
    ],
  });
}

/** So many situations from the `first` of a sequence in which none is like the one before it. */
export function situationsFrom(first: number, count: number): readonly JudgeInput[] {
  return Array.from({ length: count }, (_, index) => situation(first + index));
}

/** Judges every one of them, and adds what they are to the verdicts counted before. */
export function judgeAll(situations: readonly JudgeInput[], verdicts: Record<string, number> = {}) {
  for (const one of situations) {
    const { verdict } = judge(one);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  return verdicts;
}
