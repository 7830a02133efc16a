import { expect, test } from 'vitest';

import type { Report } from '../../../src/model/report.js';
import { differencesOf, truthOf } from '../../lab/prove/expected.js';
import { checkInProcess } from '../../lab/prove/in-process-check.js';
import { clusterLab, type LabClusterName, operateClusters } from './cluster-lab.js';
import { clusterLabSituation } from './cluster-lab-topologies.js';
import { differencesBetween } from './compare-reports.js';
import { runCheck } from './run-check.js';
import { type Generation, releases } from './situations.js';

const lab = clusterLab(process.env);
const timeoutMs = 300_000;

if (lab === undefined) {
  test.skip('real clusters (skipped: LIQO_DOCTOR_LAB names none)', () => {});
} else {
  for (const generation of Object.keys(releases) as Generation[]) {
    for (const consumer of ['a', 'b'] as const) {
      const title = `real clusters, ${lab.topology}, ${consumer} the consumer, ${generation}`;
      test(title, { timeout: timeoutMs }, async ({ annotate }) => {
        const { report, virtual, situation } = await checkBoth(consumer, generation);
        await annotate(`${report.verdict} in ${Math.round(report.timing.durationMs / 100) / 10} s`);
        const truth = truthOf(situation);
        expect(differencesOf({ report }, situation, truth)).toEqual([]);
        expect(report.verdict).toBe(truth.works ? 'ready' : 'not-ready');
        const real = { ...virtual, ...judgementOf(report) };
        const modelled = { ...virtual, ...judgementOf(virtual) };
        const differences = differencesBetween(real, modelled, situation.topology);
        expect(differences.join('\n'), 'real <> virtual').toBe('');
      });
    }
  }
}

async function checkBoth(consumer: LabClusterName, generation: Generation) {
  if (lab === undefined) throw new TypeError('there is no lab');
  const situation = clusterLabSituation(lab.topology, consumer, generation);
  const { topology, intent } = situation;
  const { report: virtual } = await checkInProcess({ topology, intent, seed: 1, kubeconfig: 'usual' });
  const clusters = await operateClusters(lab, consumer);
  try {
    const flags = ['--allow-load-balancer', '--timeout', '240s'];
    const { report } = await runCheck(clusters, intent, { flags });
    return { report, virtual, situation };
  } finally {
    await clusters.remove();
  }
}

/**
 * What is concluded and prescribed. What is only read of clusters, such as their platform and version, is not described
 * here, and the model of the agent does not have all the probes that may be named as evidence.
 */
function judgementOf({ verdict, scenario, requirements, next }: Report): Partial<Report> {
  const told = requirements.map(({ blocker, ...one }) => ({
    ...one,
    evidence: [],
    reason: one.reason.replaceAll(howUnrouted, 'not reached').replaceAll(whichVersion, '(Kubernetes)'),
    ...(blocker && !unrouted.test(one.reason) && { blocker: { ...blocker, evidence: [] } }),
  }));
  return { verdict, scenario, requirements: told, next };
}

/** An internet says of private addresses that it has no route, or nothing: the virtual one says nothing. */
const unrouted = /which the Internet does not route/u;
const howUnrouted =
  /(?:no route leads there \(network-unreachable\)|nothing answered in time)(?=; [\d.]+ is a private address)/gu;

const whichVersion = /\(Kubernetes v[\d.]+\)/gu;
