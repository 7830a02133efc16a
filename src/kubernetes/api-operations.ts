/**
 * The operations of client-node's typed clients that are called anywhere. The bundle holds these alone, with the models
 * that they send and receive (`scripts/lean-kubernetes-client.js`): the whole client takes a quarter of a second to load.
 *
 * `ClusterConnection` has no other operations, so a call that is not listed here does not compile.
 */
export const apiOperations = {
  CoreV1Api: [
    'createNamespace',
    'createNamespacedConfigMap',
    'createNamespacedPod',
    'createNamespacedSecret',
    'createNamespacedService',
    'deleteCollectionNamespacedConfigMap',
    'deleteCollectionNamespacedSecret',
    'deleteCollectionNamespacedService',
    'deleteNamespace',
    'listNamespace',
    'listNamespacedConfigMap',
    'listNamespacedEvent',
    'listNamespacedPod',
    'listNamespacedSecret',
    'listNamespacedService',
    'patchNamespace',
    'readNamespace',
    'readNamespacedPod',
    'readNamespacedService',
  ],
  BatchV1Api: [
    'createNamespacedJob',
    'deleteCollectionNamespacedJob',
    'listJobForAllNamespaces',
    'listNamespacedJob',
  ],
  NetworkingV1Api: ['listNamespacedNetworkPolicy'],
  AuthorizationV1Api: ['createSelfSubjectAccessReview'],
} as const;
