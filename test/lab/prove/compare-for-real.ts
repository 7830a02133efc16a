import { buildTopology } from '../../../src/lab/random/build-topology.js';
import type { Recipe } from '../../../src/lab/random/recipe.js';
import type { Purpose } from '../../../src/model/observation.js';
import type { Report } from '../../../src/model/report.js';
import { checkInProcess } from './in-process-check.js';
import { recipeOf } from './prove.js';
import { intentOf } from './prove-one.js';
import type { Bundles } from './real-check.js';
import { bundleAgent, checkForReal, essence } from './real-check.js';

/** A topology that the real agent sees otherwise than the model of it. */
export interface SeenDifferently {
  readonly seed: number;
  readonly differences: readonly string[];
}

/** Labs at the same time: each is a dozen processes. */
const lanes = 2;

/** Runs topologies through the real agent, and says where what it saw, or the verdict, differs from the model's. */
export async function compareForReal({
  topologies,
  seed,
}: {
  readonly topologies: number;
  readonly seed: number;
}): Promise<SeenDifferently[]> {
  const bundles = await bundleAgent();
  const seeds = Array.from({ length: topologies }, (_, index) => seed + index);
  const found: SeenDifferently[] = [];
  const work = async (): Promise<void> => {
    for (let next = seeds.shift(); next !== undefined; next = seeds.shift()) {
      const differences = await differencesFor(recipeOf(next), { seed: next, bundles });
      if (differences.length > 0) found.push({ seed: next, differences });
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, work));
  } finally {
    await bundles.remove();
  }
  return found;
}

/** What the model of the agent knows; the other purposes decide no requirement here. */
const modelledPurposes: readonly Purpose[] = ['endpoint', 'stand-in', 'control', 'source', 'candidate'];

/** What the real agent sees otherwise of the topology of a recipe; empty when all is alike. */
export async function differencesFor(
  recipe: Recipe,
  { seed, bundles }: { readonly seed: number; readonly bundles: Bundles },
): Promise<string[]> {
  const topology = buildTopology(recipe);
  const intent = intentOf(recipe);
  const capture = recipe.capture === true;
  const real = await checkForReal({ topology, intent, capture }, bundles);
  const { report } = await checkInProcess({ topology, intent, seed, kubeconfig: 'loopback', capture });
  const seen = (probes: typeof real.probes): Map<string, string> =>
    new Map(
      probes
        .filter(({ purpose }) => modelledPurposes.includes(purpose))
        .map((probe) => [probe.id, JSON.stringify(essence(probe, topology))]),
    );
  const [ofAgent, ofModel] = [seen(real.probes), seen(report.probes)];
  const ids = [...new Set([...ofAgent.keys(), ...ofModel.keys()])].filter(
    (id) => ofAgent.get(id) !== ofModel.get(id),
  );
  const assured = (judged: Pick<Report, 'requirements'>): string =>
    judged.requirements
      .map(({ service, cluster, status, assurance = '' }) => `${cluster} ${service} ${status} ${assurance}`)
      .join(', ');
  return [
    ...ids.map((id) => `agent ${ofAgent.get(id) ?? 'nothing'}; model ${ofModel.get(id) ?? 'nothing'}`),
    ...(real.verdict === report.verdict ? [] : [`verdict ${real.verdict}; model ${report.verdict}`]),
    ...(assured(real) === assured(report) ? [] : [`requirements ${assured(real)}; model ${assured(report)}`]),
  ];
}
