import type { KubeconfigFailure } from '../kubernetes/kubeconfig-failure.js';
import type { StartFailure } from '../check/check-request.js';

/** The codes of errors that stand in place of a result, each with what it means, in the order of docs/commands.md. */
export const failureCodes = {
  usage: 'the command line cannot be followed',
  'kubeconfig-missing': 'there is no kubeconfig where one was named or expected',
  'kubeconfig-unreadable': 'the file system does not let the kubeconfig be read',
  'kubeconfig-malformed': 'the file is no YAML, or no kubeconfig',
  'kubeconfig-empty': 'nothing is in the kubeconfig',
  'context-missing': 'no context was named, and none is current',
  'context-unknown': 'the kubeconfig has no context of that name',
  'cluster-unknown': 'the context names a cluster that the kubeconfig does not have',
  'user-unknown': 'the context names a user that the kubeconfig does not have',
  'file-missing': 'a certificate, key or token file that the kubeconfig names cannot be read',
  'auth-provider-unknown': 'the credential comes from an auth provider that kubectl has no more',
  kubeconfig: 'a cluster that `discover` was told to read cannot be read',
  'same-cluster': 'both kubeconfigs mean the same cluster',
  'api-unreachable': 'the API server of a cluster cannot be used',
  unauthorized: 'a credential is not there, or was refused',
  forbidden: 'the user lacks a right without which nothing works',
  unsupported: 'no rules are known for this release of Liqo, or this pair of releases',
  'other-half': 'the other half of the run did not come, is no match, or this one cannot be written',
  'saved-run': 'a file is not one that `check` wrote, no match for the other one, or cannot be read',
  interrupted: 'the run was interrupted, after cleaning up',
  internal: 'a bug in liqo-doctor',
} as const satisfies Readonly<Record<string, string>> &
  Readonly<Record<KubeconfigFailure['code'] | StartFailure['code'], string>>;

/** Why there is no result, for programs. */
export type FailureCode = keyof typeof failureCodes;
