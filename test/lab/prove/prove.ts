import { randomRecipe } from '../../../src/lab/random/random-recipe.js';
import { createRandom } from '../../../src/lab/random/random.js';
import type { Recipe } from '../../../src/lab/random/recipe.js';
import type { Proof } from './prove-one.js';
import { proveOne } from './prove-one.js';

/** How many topologies, and what was found of them. */
export interface Tally {
  topologies: number;
  ready: number;
  notReady: number;
  undetermined: number;
  /** Ready or not by the assurance of a sibling, where the truth may be the other one. */
  bySibling: number;
  /** Not ready, and nothing can be done, by the truth. */
  impossible: number;
  wrongVerdicts: number;
  wrongRequirements: number;
  unproven: number;
  nonMinimal: number;
}

/** A topology that shows a mistake, with what is wrong. */
export interface Failing {
  readonly seed: number;
  readonly recipe: Recipe;
  readonly mistakes: readonly string[];
}

/** What a proof of many topologies ends with. */
export interface ProofOfMany {
  readonly tally: Tally;
  readonly failing: readonly Failing[];
}

/** The recipe of one of the topologies of a seed. */
export function recipeOf(seed: number): Recipe {
  return randomRecipe(createRandom(seed));
}

/** Proves the topologies of the seeds from `seed` on. */
export async function prove(
  { topologies, seed }: { readonly topologies: number; readonly seed: number },
  onProgress: (done: number) => void = () => undefined,
): Promise<ProofOfMany> {
  const tally: Tally = {
    topologies: 0,
    ready: 0,
    notReady: 0,
    undetermined: 0,
    bySibling: 0,
    impossible: 0,
    wrongVerdicts: 0,
    wrongRequirements: 0,
    unproven: 0,
    nonMinimal: 0,
  };
  const failing: Failing[] = [];
  for (let each = seed; each < seed + topologies; each += 1) {
    const recipe = recipeOf(each);
    const proof = await proveOne(recipe, each);
    count(tally, proof);
    const mistakes = mistakesOf(proof);
    if (mistakes.length > 0) failing.push({ seed: each, recipe, mistakes });
    onProgress(each - seed + 1);
  }
  return { tally, failing };
}

function count(tally: Tally, proof: Proof): void {
  const { verdict, prescriptions, differences } = proof;
  tally.topologies += 1;
  if (verdict === 'ready') tally.ready += 1;
  else if (verdict === 'not-ready') tally.notReady += 1;
  else tally.undetermined += 1;
  if (proof.isBySibling) tally.bySibling += 1;
  if (prescriptions.outcome === 'impossible') tally.impossible += 1;
  if (proof.isVerdictWrong || proof.lineWorks === false) tally.wrongVerdicts += 1;
  tally.wrongRequirements += differences.length + proof.wrongBlockers.length;
  const isUnproven = prescriptions.outcome === 'unproven' || prescriptions.unprovenAlternatives.length > 0;
  if (isUnproven || proof.emptyRemedies.length > 0 || proof.peerings.length > 0) tally.unproven += 1;
  if (prescriptions.needless.length > 0) tally.nonMinimal += 1;
}

/** What is wrong with a report, in sentences; empty when nothing is. */
export function mistakesOf(proof: Proof): string[] {
  const { verdict, truth, isVerdictWrong, lineWorks, differences, prescriptions } = proof;
  return [
    ...(isVerdictWrong ? [`The verdict is ${verdict}, and peering would ${truth ? '' : 'not '}work.`] : []),
    ...(lineWorks === false ? ['The lines that are printed at the end do not work.'] : []),
    ...differences.map(
      ({ service, cluster, is, expected, reason }) =>
        `${service} of the ${cluster} cluster is ${is}, not ${expected}: ${reason}`,
    ),
    ...proof.wrongBlockers.map((words) => `Wrong blocker: ${words}`),
    ...(prescriptions.outcome === 'unproven' ? [`Unproven: ${prescriptions.why ?? ''}`] : []),
    ...prescriptions.unprovenAlternatives.map((words) => `Unproven alternative: ${words}`),
    ...proof.emptyRemedies.map((code) => `Unproven remedy: ${code} names a prescription that is not there`),
    ...proof.peerings,
    ...prescriptions.needless.map((words) => `Needless: ${words}`),
  ];
}

/** The line that a proof ends with. */
export function summaryOf(tally: Tally): string {
  const { topologies, wrongVerdicts, wrongRequirements, unproven, nonMinimal } = tally;
  const of = `${tally.ready} ready, ${tally.notReady} not ready, ${tally.impossible} of them beyond help, ${tally.undetermined} undetermined, ${tally.bySibling} by sibling`;
  return `${topologies} topologies (${of}): ${wrongVerdicts} wrong verdicts, ${wrongRequirements} wrong requirements, ${unproven} unproven and ${nonMinimal} non-minimal prescriptions`;
}
