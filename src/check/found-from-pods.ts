import { answersOf, verdictOn } from '../discovery/found-cluster.js';
import type { AgentEvent, ToldObservation } from '../model/agent-event.js';
import type { FoundCluster, TriedAddress } from '../model/discovery.js';
import type { Side } from '../model/peering.js';
import type { DiscoveryStage } from './run-discovery.js';

/** Clusters that are kept of one pod: it listens to no more (`oneLineLimits`). */
const clustersKept = 64;

/**
 * What the pods find, in the order in which it is told. Their logs may be written by somebody else: pods are heard only on
 * what they were sent for, and no line to paste is taken from them.
 */
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
    const { kind } = this.#stage.request.target;
    if (event.type === 'found' && kind === 'lan')
      this.#add({ ...event.cluster, by: 'mdns', view: 'node', from });
    else if (event.type === 'observation' && kind === 'url')
      this.#add({ ...this.#fromUrl(event.observation), from });
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
    const { from = '', announcedAs } = cluster;
    const name = `${from} ${announcedAs}`;
    const ofPod = [...this.#clusters.values()].filter((each) => each.from === cluster.from);
    if (!this.#clusters.has(name) && ofPod.length >= clustersKept) return;
    this.#clusters.set(name, cluster);
    this.#stage.environment.onFound(this.clusters);
  }

  #fromUrl({ outcome, cause, phase, clusterId, address, timingsMs }: ToldObservation): FoundCluster {
    const { target } = this.#stage.request;
    if (target.kind !== 'url') throw new TypeError('no URL was asked for');
    const { url, host, port } = target;
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
