import type { AgentEvent } from '../model/agent-event.js';
import type { BrowserPlan } from '../model/agent-plan.js';
import type { FoundCluster } from '../model/discovery.js';
import { LanDiscovererRun } from '../discovery/discover-on-lan.js';
import { oneLineLimits } from '../discovery/listen-to-lan.js';
import { abortAfter } from '../probe/deadline.js';
import type { ProbeContext } from '../probe/probe-context.js';

/** Looks for clusters in the LAN of its node: tells each as it is found, and in the end what was seen of the LAN. */
export async function browse(
  plan: BrowserPlan,
  context: ProbeContext,
  emit: (event: AgentEvent) => void,
): Promise<void> {
  const told = new Map<string, string>();
  const tell = (cluster: FoundCluster) => {
    const text = JSON.stringify(cluster);
    if (told.get(cluster.announcedAs) === text) return;
    told.set(cluster.announcedAs, text);
    emit({ type: 'found', cluster });
  };
  const found = await new LanDiscovererRun({
    context,
    view: 'node',
    listening: abortAfter(plan.listenMs, context.signal),
    ownClusterId: () => plan.ownClusterId,
    contrasts: Promise.resolve(plan.contrasts),
    limits: oneLineLimits,
    onChange: (clusters) => clusters.filter(({ status }) => status !== 'unchecked').forEach(tell),
  }).run();
  found.clusters.forEach(tell);
  emit({ type: 'lan', sight: found.sight });
}
