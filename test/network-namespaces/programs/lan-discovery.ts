import { LanDiscovererRun } from '../../../src/discovery/discover-on-lan.js';
import { nodeWorld } from '../../../src/probe/node-world.js';
import { createProbeContext } from '../../../src/probe/probe-context.js';
import { settings } from './settings.js';

/** Looks for clusters with addresses to ask by unicast as well, separated by commas, and writes what it saw as JSON. */
const { contrasts, listenMs } = settings('contrasts', 'listenMs');
const world = nodeWorld();
const found = await new LanDiscovererRun({
  context: createProbeContext({
    world,
    from: 'operator',
    view: 'operator',
    runId: 'test',
    key: world.random(16),
    signal: new AbortController().signal,
  }),
  view: 'operator',
  listening: AbortSignal.timeout(Number(listenMs)),
  contrasts: Promise.resolve(contrasts.split(',')),
}).run();
process.stdout.write(JSON.stringify(found));
