import { setTimeout as pause } from 'node:timers/promises';

import { EvidenceCollector } from '../../../src/check/evidence-collector.js';
import { alongsideOperator } from '../../../src/check/operator-contrast.js';
import { nodeWorld } from '../../../src/probe/node-world.js';
import { settings } from './settings.js';

/** What the operator's machine hears while pods work for so long; writes hearings and duration as JSON. */
const { podsMs } = settings('podsMs');
const world = nodeWorld();
const collector = new EvidenceCollector(world.clock);
const startedAt = performance.now();
await alongsideOperator(
  {
    plan: {
      ...{ generation: 'g2', liqoVersion: 'v0.10.3', generationReason: 'A test says so.' },
      ...{ standIns: [], notRaised: [], probes: { local: [], remote: [] }, listensToLan: true },
    },
    environment: { world, listensToLan: true },
    collector,
    signal: new AbortController().signal,
  },
  pause(Number(podsMs)),
);
const tookMs = performance.now() - startedAt;
process.stdout.write(JSON.stringify({ hearings: collector.hearings, tookMs }), () => process.exit());
