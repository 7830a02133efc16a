import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

import { printable } from '../kubernetes/printable.js';
import type { WorkloadFailureCode } from '../model/run-evidence.js';

/** How far a pod of the run got. */
export type PodState =
  | {
      readonly phase: 'waiting';
      readonly text: string;
      readonly unschedulable: boolean;
      readonly nodeName?: string | undefined;
    }
  | { readonly phase: 'failed'; readonly code: WorkloadFailureCode; readonly reason: string }
  | {
      readonly phase: 'running';
      readonly nodeName: string;
      /** What the kubelet really runs, such as `docker.io/library/node@sha256:…`; absent where it does not say. */
      readonly image?: string | undefined;
    }
  | {
      readonly phase: 'ended';
      readonly nodeName: string;
      readonly image?: string | undefined;
      readonly succeeded: boolean;
      readonly terminationMessage: string;
    };

/**
 * Waiting reasons of the kubelet that do not go away by waiting (kubernetes/kubernetes pkg/kubelet/images/types.go and
 * pkg/kubelet/kuberuntime: `ErrImagePull`, `ErrImageNeverPull`, `InvalidImageName`, `CreateContainerConfigError`, …).
 */
const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
]);
const containerReasons = new Set(['CreateContainerError', 'RunContainerError', 'CrashLoopBackOff']);

/** Reads a pod's status: what it waits for, in the kubelet's words, or why it will never run. */
export function podState(pod: V1Pod): PodState {
  const nodeName = pod.spec?.nodeName ?? '';
  const status = pod.status?.containerStatuses?.[0];
  const terminated = status?.state?.terminated;
  const image = imageOf(status);
  if (terminated !== undefined || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
    return {
      phase: 'ended',
      nodeName,
      ...image,
      succeeded: terminated?.exitCode === 0 || pod.status?.phase === 'Succeeded',
      terminationMessage: terminated?.message ?? pod.status?.message ?? '',
    };
  }
  if (status?.state?.running !== undefined) return { phase: 'running', nodeName, ...image };
  return waitingState(pod, status);
}

/** SOURCE: Kubernetes API reference, ContainerStatus, `imageID`; before containerd it began with `docker-pullable://`. */
function imageOf(status: V1ContainerStatus | undefined): { readonly image?: string } {
  const image = (status?.imageID ?? '').replace(/^docker-pullable:\/\//u, '');
  return image === '' ? {} : { image: printable(image) };
}

function waitingState(pod: V1Pod, status: V1ContainerStatus | undefined): PodState {
  const waiting = status?.state?.waiting;
  const reason = waiting?.reason ?? '';
  const words = [reason, waiting?.message].filter((word) => word !== undefined && word !== '').join(': ');
  if (imageReasons.has(reason)) return { phase: 'failed', code: 'image-pull', reason: words };
  if (containerReasons.has(reason)) return { phase: 'failed', code: 'crashed', reason: words };
  const unscheduled = pod.status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.status === 'False',
  );
  if (unscheduled !== undefined) {
    return {
      phase: 'waiting',
      unschedulable: true,
      text: `not scheduled: ${unscheduled.message ?? unscheduled.reason ?? ''}`,
    };
  }
  const nodeName = pod.spec?.nodeName;
  const text =
    words !== '' ? words : nodeName === undefined ? 'to be scheduled' : `to start on node ${nodeName}`;
  return { phase: 'waiting', unschedulable: false, text, nodeName };
}
