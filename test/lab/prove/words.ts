import { randomRecipe } from '../../../src/lab/random/random-recipe.js';
import { createRandom } from '../../../src/lab/random/random.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { checkInProcess } from './in-process-check.js';
import { intentOf } from './prove-one.js';
const seen: Record<string, number> = {};
for (let seed = 1; seed <= Number(process.argv[2]); seed++) {
  const recipe = randomRecipe(createRandom(seed));
  const { report } = await checkInProcess({
    topology: buildTopology(recipe),
    intent: intentOf(recipe),
    seed,
    kubeconfig: 'usual',
  });
  for (const r of report.requirements)
    for (const t of [
      ...(r.prescription?.actions.map((a) => a.kind + ' | ' + a.words) ?? []),
      ...(r.prescription?.commands ?? []).map((c) => '$ ' + c),
    ]) {
      const k = `${t}`
        .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
        .replace(/:\d+/g, ':N')
        .replace(/\b3\d{4}\b/g, 'N')
        .replace(/milan|turin/g, 'NAME')
        .replace(/local|remote/g, 'SIDE')
        .replace(/Consumer|Provider|consumer|provider/g, 'LOC');
      seen[k] = (seen[k] ?? 0) + 1;
    }
  if (report.verdict === 'ready')
    for (const c of [...(report.next.before ?? []), report.next.command ?? '']) {
      const k =
        'NEXT ' +
        c
          .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, 'IP')
          .replace(/:\d+/g, ':N')
          .replace(/\b3\d{4}\b/g, 'N')
          .replace(/local|remote/g, 'SIDE');
      seen[k] = (seen[k] ?? 0) + 1;
    }
}
for (const [k, v] of Object.entries(seen).sort((a, b) => b[1] - a[1])) console.log(v, k);
