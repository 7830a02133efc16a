/**
 * Why no kubeconfig context could be used.
 *
 * `kubeconfig-missing`: no file where one was named or expected; `kubeconfig-unreadable`: the file system refused it;
 * `kubeconfig-malformed`: not YAML, or not a kubeconfig; `kubeconfig-empty`: nothing in it; `context-missing`: no
 * context was asked for and none is current; `context-unknown`: no context of that name; `cluster-unknown` and
 * `user-unknown`: the context names an entry that is not there; `file-missing`: a certificate, key or token file that
 * the context's cluster or user names cannot be read; `auth-provider-unknown`: the user's credential comes from an auth
 * provider that kubectl has no more.
 */
export type KubeconfigFailureCode =
  | 'kubeconfig-missing'
  | 'kubeconfig-unreadable'
  | 'kubeconfig-malformed'
  | 'kubeconfig-empty'
  | 'context-missing'
  | 'context-unknown'
  | 'cluster-unknown'
  | 'user-unknown'
  | 'file-missing'
  | 'auth-provider-unknown';

/** Why no kubeconfig context could be used; `message` is one clear line without credentials. */
export interface KubeconfigFailure {
  readonly code: KubeconfigFailureCode;
  readonly message: string;
}
