import { randomRecipe } from '../../../src/lab/random/random-recipe.js';
import { createRandom } from '../../../src/lab/random/random.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { checkInProcess } from './in-process-check.js';
import { intentOf } from './prove-one.js';
import { renderText } from '../../../src/report/text.js';
for (const a of process.argv.slice(2)) {
  const seed = Number(a);
  const recipe = randomRecipe(createRandom(seed));
  console.log(JSON.stringify(recipe));
  const { report } = await checkInProcess({
    topology: buildTopology(recipe),
    intent: intentOf(recipe),
    seed,
    kubeconfig: 'usual',
  });
  console.log(renderText(report, { width: 160, color: false, unicode: true, verbose: true } as never));
}
