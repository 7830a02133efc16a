import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { ClusterApi, ContainerLog, PodLogs } from '../api/cluster-api.js';
import type { KubernetesObject } from '../api/kubernetes-object.js';
import { valueAt } from '../api/kubernetes-object.js';
import type { ObjectChange } from '../api/object-store.js';
import { now } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import { findNode, lanAddress } from '../network/machines.js';
import type { Host } from '../network/packet.js';
import type { LabNetwork } from '../network/lab-network.js';
import { localCommand } from './container-arguments.js';
import type { ContainerEnd } from './container-process.js';
import type { ContainerRuntime, RunningContainer } from './container-runtime.js';
import { recordEvent } from './events.js';
import type { PodAddresses } from './pod-addresses.js';
import type { Container, PodSpec } from './pod-spec.js';
import { podSpecSchema } from './pod-spec.js';
import type { PodReport } from './pod-status.js';
import { reportPod, reportUnschedulable } from './pod-status.js';
import { schedule } from './scheduler.js';
import { mountVolumes } from './volumes.js';

/** What the nodes of one cluster need to run pods. */
export interface KubeletOptions {
  readonly api: Omit<ClusterApi, 'logs'>;
  readonly network: LabNetwork;
  readonly runtime: ContainerRuntime;
  readonly addresses: PodAddresses;
  /** A folder of its own for volumes and termination messages. */
  readonly folder: string;
}

/** A pod that has a node. */
interface Placed {
  readonly pod: KubernetesObject;
  readonly spec: PodSpec;
  readonly container: Container;
  readonly node: string;
}

/** Milliseconds between ErrImagePull and the first ImagePullBackOff; ten seconds in a real cluster. */
const pullBackOffMs = 200;

/** Plays the scheduler and the kubelets of one cluster: pods become child processes on its network. */
export class Kubelet implements PodLogs {
  readonly #options: KubeletOptions;
  readonly #processes = new Map<string, RunningContainer>();
  readonly #waitingForVolumes = new Map<string, Placed>();
  readonly #known = new Set<string>();
  readonly #ending = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#unsubscribe = options.api.store.onChange((change) => this.#react(change));
  }

  containerLog(podUid: string): ContainerLog | undefined {
    return this.#processes.get(podUid);
  }

  /** Ends every process and waits for it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    await Promise.all([...this.#processes.values()].map((process) => process.stop(0)));
    await Promise.all(this.#ending);
  }

  #react({ type, resource, object }: ObjectChange): void {
    if (resource === resources.pods && type === 'ADDED') this.#later(() => this.#place(object));
    if (
      resource === resources.pods &&
      type === 'MODIFIED' &&
      object.metadata.deletionTimestamp !== undefined
    ) {
      this.#later(() => this.#remove(object));
    }
    if (resource === resources.configMaps || resource === resources.secrets) {
      for (const placed of this.#waitingForVolumes.values()) this.#later(() => this.#start(placed));
    }
  }

  /** Nothing happens inside of the request that caused it. */
  #later(work: () => Promise<void> | void): void {
    setImmediate(() => {
      if (this.#isClosed) return;
      const done = Promise.resolve(work()).finally(() => this.#ending.delete(done));
      this.#ending.add(done);
    });
  }

  async #place(pod: KubernetesObject): Promise<void> {
    const { store, faults } = this.#options.api;
    const spec = podSpecSchema.parse(pod['spec']);
    const [container] = spec.containers;
    if (!container) return;
    const placement =
      faults.unschedulable === undefined
        ? schedule(store, spec)
        : ({ ok: false, message: faults.unschedulable } as const);
    if (!placement.ok) {
      reportUnschedulable(store, pod, placement.message);
      const { message } = placement;
      recordEvent(store, pod, {
        type: 'Warning',
        reason: 'FailedScheduling',
        message,
        component: 'default-scheduler',
      });
      return;
    }
    const { node } = placement;
    store.update(resources.pods, pod.metadata, (one) => ({ ...one, spec: { ...spec, nodeName: node } }));
    const placed = { pod, spec, container, node };
    this.#report(placed, { phase: 'Pending', state: { waiting: { reason: 'ContainerCreating' } } });
    if (faults.imagePull !== undefined) this.#failImagePull(placed, faults.imagePull);
    else await this.#start(placed);
  }

  #failImagePull(placed: Placed, text: string): void {
    const { store } = this.#options.api;
    const { image } = placed.container;
    const wait = (reason: string, message: string) =>
      this.#report(placed, { phase: 'Pending', state: { waiting: { reason, message } } });
    const message = `failed to pull and unpack image "${image}": ${text}`;
    wait('ErrImagePull', message);
    recordEvent(store, placed.pod, {
      type: 'Warning',
      reason: 'Failed',
      message: `Failed to pull image "${image}": ${message}`,
      component: 'kubelet',
    });
    const timer = setTimeout(() => {
      if (!this.#isClosed)
        wait('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${message}`);
    }, pullBackOffMs);
    timer.unref();
  }

  async #start(placed: Placed): Promise<void> {
    const { api, folder, runtime, network } = this.#options;
    const { uid, namespace } = placed.pod.metadata;
    if (this.#known.has(uid)) return;
    this.#known.add(uid);
    const root = join(folder, uid);
    await mkdir(root, { recursive: true });
    const mounting = await mountVolumes(api.store, { namespace: namespace ?? '', spec: placed.spec }, root);
    if (!mounting.ok) {
      this.#waitForVolumes(placed, mounting.message);
      return;
    }
    this.#waitingForVolumes.delete(uid);
    if (!this.#isWanted(placed)) return;
    const command = localCommand(placed.container, mounting.folders);
    const host = this.#hostOf(placed);
    if (host.kind === 'pod') network.addPod(host);
    const process = await runtime.start({
      host,
      node: placed.node,
      ...command,
      terminationMessagePath: join(root, 'termination-log'),
    });
    this.#processes.set(uid, process);
    // It may have been deleted while it was being started.
    if (!this.#isWanted(placed)) void process.stop(0);
    const startedAt = now();
    const podIp = network.ownAddress(host);
    this.#report(placed, { phase: 'Running', state: { running: { startedAt } }, podIp });
    const ended = process.end.then(async (end) => {
      // The node itself stays when a pod in its network ends.
      if (host.kind === 'pod') network.removeHost(host);
      this.#reportEnd(placed, { ...end, startedAt, log: process.text });
      await rm(root, { recursive: true, force: true });
    });
    this.#ending.add(ended);
    void ended.finally(() => this.#ending.delete(ended));
  }

  #isWanted({ pod }: Placed): boolean {
    const stored = this.#options.api.store.get(resources.pods, pod.metadata);
    return !this.#isClosed && stored !== undefined && stored.metadata.deletionTimestamp === undefined;
  }

  #waitForVolumes(placed: Placed, message: string): void {
    const { store } = this.#options.api;
    this.#known.delete(placed.pod.metadata.uid);
    if (!this.#waitingForVolumes.has(placed.pod.metadata.uid)) {
      recordEvent(store, placed.pod, {
        type: 'Warning',
        reason: 'FailedMount',
        message,
        component: 'kubelet',
      });
    }
    this.#waitingForVolumes.set(placed.pod.metadata.uid, placed);
  }

  #reportEnd(placed: Placed, end: ContainerEnd & { readonly startedAt: string; readonly log: string }): void {
    const { exitCode, startedAt } = end;
    const fallsBack = exitCode !== 0 && placed.container.terminationMessagePolicy === 'FallbackToLogsOnError';
    // Kubernetes takes the last 2,048 bytes of the log then.
    const message = end.message === '' && fallsBack ? end.log.slice(-2048) : end.message;
    this.#report(placed, {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      state: {
        terminated: {
          exitCode,
          reason: exitCode === 0 ? 'Completed' : 'Error',
          ...(message !== '' && { message }),
          startedAt,
          finishedAt: now(),
        },
      },
    });
  }

  async #remove(pod: KubernetesObject): Promise<void> {
    const { uid } = pod.metadata;
    const process = this.#processes.get(uid);
    this.#waitingForVolumes.delete(uid);
    this.#known.add(uid);
    const graceSeconds = valueAt(pod, 'metadata', 'deletionGracePeriodSeconds');
    if (process && !process.hasEnded) await process.stop(Number(graceSeconds ?? 30) * 1000);
    this.#options.api.store.remove(resources.pods, pod.metadata);
    this.#processes.delete(uid);
  }

  #hostOf({ spec, node }: Placed): Host {
    const { side } = this.#options.api;
    if (spec.hostNetwork) return { kind: 'node', side, node };
    return { kind: 'pod', side, node, address: this.#options.addresses.next(node) };
  }

  #report({ pod, container, node }: Placed, report: Omit<PodReport, 'container' | 'hostIp'>): void {
    const { api, network } = this.#options;
    const machine = findNode(network.topology, api.side, node);
    reportPod(api.store, pod, { ...report, container, hostIp: machine && lanAddress(machine) });
  }
}
