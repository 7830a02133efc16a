import type { V1ClusterRole, V1PolicyRule, V1Role } from '@kubernetes/client-node';

const apiVersion = 'rbac.authorization.k8s.io/v1';

/** The namespaces that roles are made for. */
export interface RoleNamespaces {
  /** Where Liqo is, or will be. */
  readonly liqo: string;
  /** Where the pods run. */
  readonly probes: string;
}

/** The role that `check` needs in the namespace of its pods. */
const checkRoleName = 'liqo-doctor-check';

/** The role by which a cluster is read. */
const readOnlyRoleName = 'liqo-doctor-read-only';

/** What pods of a check need in a namespace that is there already: docs/roles/check.yaml. */
export function checkRole({ probes }: RoleNamespaces): V1Role {
  return role(checkRoleName, probes, [
    rule(['batch'], ['jobs'], ['create', 'list', 'deletecollection']),
    rule([''], ['services'], ['create', 'get', 'list', 'deletecollection']),
    rule([''], ['configmaps', 'secrets'], ['create', 'list', 'deletecollection']),
    rule([''], ['pods'], ['create', 'get', 'list']),
    rule([''], ['pods/log'], ['get']),
    rule([''], ['events'], ['list']),
    rule(['networking.k8s.io'], ['networkpolicies'], ['list']),
  ]);
}

/** All that is read of a cluster: docs/roles/read-only.yaml. */
export function readOnlyRoles({ liqo }: RoleNamespaces): readonly (V1ClusterRole | V1Role)[] {
  return [
    {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: readOnlyRoleName },
      rules: [
        rule([''], ['nodes'], ['list']),
        rule([''], ['namespaces'], ['get']),
        rule(['apiextensions.k8s.io'], ['customresourcedefinitions'], ['list']),
        rule(['apps'], ['daemonsets', 'deployments'], ['list']),
        rule(['networking.k8s.io'], ['servicecidrs', 'ingressclasses'], ['list']),
        rule(['core.liqo.io', 'discovery.liqo.io'], ['foreignclusters'], ['list']),
        rule(['networking.liqo.io'], ['gatewayservers'], ['list']),
        rule(['net.liqo.io'], ['ipamstorages'], ['list']),
      ],
    },
    role(readOnlyRoleName, liqo, [
      rule([''], ['services', 'events'], ['list']),
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['liqo-clusterid-configmap', 'cluster-id'],
        verbs: ['get'],
      },
      rule(['discovery.k8s.io'], ['endpointslices'], ['list']),
      rule(['networking.k8s.io'], ['ingresses'], ['list']),
      rule(['ipam.liqo.io'], ['networks'], ['list']),
    ]),
    role(readOnlyRoleName, 'kube-system', [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['kube-root-ca.crt'], verbs: ['get'] },
    ]),
    role(readOnlyRoleName, 'default', [
      {
        apiGroups: ['discovery.k8s.io'],
        resources: ['endpointslices'],
        resourceNames: ['kubernetes'],
        verbs: ['get'],
      },
    ]),
  ];
}

function role(name: string, namespace: string, rules: V1PolicyRule[]): V1Role {
  return { apiVersion, kind: 'Role', metadata: { name, namespace }, rules };
}

function rule(
  apiGroups: readonly string[],
  resources: readonly string[],
  verbs: readonly string[],
): V1PolicyRule {
  return { apiGroups: [...apiGroups], resources: [...resources], verbs: [...verbs] };
}

/** Binds every role to a user, so that the whole can be applied at once. */
export function bindingsOf(roles: readonly (V1ClusterRole | V1Role)[], user: string): readonly object[] {
  return roles.map(({ kind = '', metadata }) => ({
    apiVersion,
    kind: `${kind}Binding`,
    metadata: {
      name: metadata?.name,
      ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }),
    },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata?.name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  }));
}
