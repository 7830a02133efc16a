import { randomRecipe } from '../../../src/lab/random/random-recipe.js';
import { createRandom } from '../../../src/lab/random/random.js';
import { proveOne } from './prove-one.js';

const n = Number(process.argv[2] ?? 100);
const from = Number(process.argv[3] ?? 1);
const counts: Record<string, number> = {};
const groups: Record<string, { n: number; seeds: number[]; reason: string }> = {};
const t = performance.now();
for (let seed = from; seed < from + n; seed++) {
  const recipe = randomRecipe(createRandom(seed));
  try {
    const p = await proveOne(recipe, seed);
    const k = `${recipe.version} truth=${p.truth} verdict=${p.verdict} ${p.isBySibling ? 'sibling' : ''} ${p.isVerdictWrong ? 'WRONG' : ''}`;
    counts[k] = (counts[k] ?? 0) + 1;
    const note = (g: string, reason: string) => {
      groups[g] ??= { n: 0, seeds: [], reason };
      groups[g].n++;
      if (groups[g].seeds.length < 4) groups[g].seeds.push(seed);
    };
    if (p.lineWorks === false) note('LINE does not work', '');
    const pr = p.prescriptions;
    const kk = `prescriptions ${pr.outcome} ${pr.rounds}`;
    counts[kk] = (counts[kk] ?? 0) + 1;
    const gen = (t: string) =>
      t
        .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
        .replace(/:\d+/g, ':N')
        .replace(/\b[34]\d{4}\b/g, 'N')
        .replace(/milan|turin/g, 'NAME')
        .replace(/local|remote/g, 'SIDE');
    if (pr.outcome === 'unproven')
      note(`${recipe.version} UNPROVEN ${gen(pr.why ?? '').slice(0, 250)}`, (pr.why ?? '').slice(0, 900));
    for (const needless of pr.needless)
      note(`${recipe.version} NEEDLESS ${gen(needless).slice(0, 200)}`, needless);
    for (const d of p.differences) {
      const g = `${recipe.version} ${d.service} of ${d.cluster} is ${d.is} expected ${d.expected}`;
      groups[g] ??= { n: 0, seeds: [], reason: d.reason };
      groups[g].n++;
      if (groups[g].seeds.length < 4) groups[g].seeds.push(seed);
    }
  } catch (e) {
    const g = 'THROWN ' + String((e as Error).stack).slice(0, 400);
    groups[g] ??= { n: 0, seeds: [], reason: '' };
    groups[g].n++;
    if (groups[g].seeds.length < 4) groups[g].seeds.push(seed);
  }
}
console.log(counts);
console.log(JSON.stringify(groups, null, 1));
console.log(((performance.now() - t) / n).toFixed(2), 'ms each');
