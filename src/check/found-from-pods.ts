import { answersOf, verdictOn } from '../discovery/found-cluster.js';
import type { AgentEvent } from '../model/agent-event.js';
import type { FoundCluster, TriedAddress } from '../model/discovery.js';
import type { Observation } from '../model/observation.js';
import type { Side } from '../model/peering.js';
import type { DiscoveryStage } from './run-discovery.js';

/** What the pods find, in the order in which it is told. */
export class FoundFromPods {
  readonly #stage: DiscoveryStage;
  readonly #clusters = new Map<string, FoundCluster>();

  constructor(stage: DiscoveryStage) {
    this.#stage = stage;
  }

  get clusters(): readonly FoundCluster[] {
    return [...this.#clusters.values()];
  }

  /** Takes in an event of a pod; false where it is not about a cluster. */
  take(from: Side, event: AgentEvent): boolean {
    if (event.type === 'found') this.#add({ ...event.cluster, from });
    else if (event.type === 'observation') this.#add({ ...this.#fromUrl(event.observation), from });
    else return false;
    return true;
  }

  /** Takes in that no pod could look: a URL is then left unchecked. */
  refuse(reason: string): void {
    const { target } = this.#stage.request;
    if (target.kind !== 'url') return;
    const { url, host, port } = target;
    this.#add({
      by: 'url',
      view: 'pod',
      announcedAs: url,
      status: 'unchecked',
      reason: `No pod could ask it: ${reason}.`,
      host,
      port,
      addresses: [],
      interfaces: [],
      heardMs: 0,
    });
  }

  #add(cluster: FoundCluster): void {
    this.#clusters.set(`${cluster.from ?? ''} ${cluster.announcedAs}`, cluster);
    this.#stage.environment.onFound(this.clusters);
  }

  #fromUrl({ host, port, outcome, cause, phase, clusterId, address, timingsMs }: Observation): FoundCluster {
    const { target } = this.#stage.request;
    const url = target.kind === 'url' ? target.url : '';
    const tried: TriedAddress = {
      address: host,
      ...(address !== undefined && { dialled: address }),
      outcome,
      ...(cause !== undefined && { cause }),
      ...(phase !== undefined && { phase }),
      ...(clusterId !== undefined && { clusterId }),
      timingsMs,
    };
    const { status, reason, by } = verdictOn([tried], { ownClusterId: this.#stage.ownClusterId() });
    return {
      by: 'url',
      view: 'pod',
      announcedAs: url,
      status,
      ...(reason !== undefined && { reason }),
      ...answersOf(by, port),
      ...(clusterId !== undefined && { url }),
      host,
      port,
      addresses: [tried],
      interfaces: [],
      heardMs: 0,
    };
  }
}
