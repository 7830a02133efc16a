/**
 * A taint that pods of a run bear. Every value of the key where none is named, every effect where none is named.
 *
 * SOURCE: Kubernetes docs, "Taints and Tolerations".
 */
export interface Toleration {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' | undefined;
}
