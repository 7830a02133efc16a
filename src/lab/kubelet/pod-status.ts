import { createHash } from 'node:crypto';

import type { KubernetesObject } from '../api/kubernetes-object.js';
import { isJsonObject } from '../api/kubernetes-object.js';
import type { ObjectStore } from '../api/object-store.js';
import { now } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import type { Container } from './pod-spec.js';

/** The state of a container, as `containerStatuses[].state` has it. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | {
      readonly terminated: {
        readonly exitCode: number;
        readonly reason: string;
        readonly message?: string;
        readonly startedAt: string;
        readonly finishedAt: string;
      };
    };

/** What the kubelet reports of a pod. */
export interface PodReport {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly container: Container;
  readonly state: ContainerState;
  readonly podIp?: string | undefined;
  readonly hostIp?: string | undefined;
}

/** Writes what became of a pod into its status. */
export function reportPod(store: ObjectStore, pod: KubernetesObject, report: PodReport): void {
  const isReady = 'running' in report.state;
  store.update(resources.pods, pod.metadata, (current) => ({
    ...current,
    status: {
      ...(isJsonObject(current['status']) ? current['status'] : {}),
      phase: report.phase,
      ...(report.podIp !== undefined && { podIP: report.podIp, podIPs: [{ ip: report.podIp }] }),
      ...(report.hostIp !== undefined && { hostIP: report.hostIp }),
      conditions: [
        condition('PodScheduled', true),
        condition('Initialized', true),
        condition('ContainersReady', isReady),
        condition('Ready', isReady),
      ],
      containerStatuses: [
        {
          name: report.container.name,
          image: report.container.image,
          imageID: imageIdOf(report.container.image),
          restartCount: 0,
          ready: isReady,
          started: isReady,
          state: report.state,
          lastState: {},
        },
      ],
    },
  }));
}

/** As containerd names what it pulled: by a digest, here one of the name, since the lab has no images. */
function imageIdOf(image: string): string {
  const digest = createHash('sha256').update(image).digest('hex');
  const name = image.replace(/[:@][^/]*$/u, '');
  return `${name.includes('/') ? name : `docker.io/library/${name}`}@sha256:${digest}`;
}

/** Writes that no node takes a pod. */
export function reportUnschedulable(store: ObjectStore, pod: KubernetesObject, message: string): void {
  store.update(resources.pods, pod.metadata, (current) => ({
    ...current,
    status: {
      phase: 'Pending',
      qosClass: 'Burstable',
      conditions: [{ ...condition('PodScheduled', false), reason: 'Unschedulable', message }],
    },
  }));
}

function condition(
  type: string,
  isTrue: boolean,
): { type: string; status: string; lastTransitionTime: string } {
  return { type, status: isTrue ? 'True' : 'False', lastTransitionTime: now() };
}
