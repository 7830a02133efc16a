// Two simulated clusters in a process of their own. Told by messages what to start; tells what a run did in them.
import { once } from 'node:events';

import { importBundled } from '../import-bundled.js';
import { watchApi } from './watch-api.js';
import { watchPods } from './watch-pods.js';

const { startLab, labScenarios, addFirewallRule } = await importBundled('src/lab', [
  'start-lab',
  'topology/scenarios',
  'topology/change-topology',
]);

const sides = ['local', 'remote'];
const [{ scenario, isBlocked, delayMs, runnerPath }] = await once(process, 'message');
const lab = await startLab(topologyOf(), { runnerPath });
const api = watchApi();
const pods = watchPods(lab.clusters);
process.send({
  kubeconfigs: Object.fromEntries(sides.map((side) => [side, lab.clusters[side].kubeconfigPath])),
  tokens: Object.fromEntries(sides.map((side) => [side, lab.clusters[side].api.token])),
});
process.on('message', (message) => {
  if (message === 'begin') {
    api.reset();
    pods.reset();
    process.send(lab.admitOperator());
  }
  if (message === 'end') process.send({ api: api.seen(), pods: pods.seen() });
  if (message === 'close') void lab.close().then(() => process.disconnect());
});

function topologyOf() {
  const found = labScenarios.find(({ name }) => name === scenario).topology('v1.2.0');
  const rules = sides.flatMap((side) =>
    ['tcp', 'udp'].map((protocol) => addFirewallRule(side, { direction: 'in', protocol, action: 'drop' })),
  );
  const blocked = isBlocked ? rules.reduce((topology, change) => change(topology), found) : found;
  if (delayMs === 0) return blocked;
  const slowed = (side) => ({ ...blocked.clusters[side], faults: { api: { delayMs } } });
  return { ...blocked, clusters: { local: slowed('local'), remote: slowed('remote') } };
}
