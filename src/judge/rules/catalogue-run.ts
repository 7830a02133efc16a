import type { CatalogueEntry } from './catalogue.js';

/** Findings about the run itself and what the kubeconfig's user may do and see. */
export const runEntries = [
  {
    code: 'LD-RUN-001',
    title: 'The probe pods ran in the cluster',
    severity: 'error',
    meaning:
      'Liqo starts its connections from pods, so only pods can show whether they will work. What no pod could probe stays unknown.',
    howDecided:
      'Every responder and prober pod of the run is followed until it reports; the first reason that the kubelet, the scheduler or the API server gives for a pod that does not is kept.',
    remedy:
      'Remove the reason named, for example with --image and --image-pull-secret where the image cannot be pulled, --toleration where all nodes have a taint, or --probe-namespace where a policy, a quota or a LimitRange forbids the pods. Without pods, --probe-from operator still checks the TCP services from this machine.',
    source: 'liqo-doctor',
  },
  {
    code: 'LD-RUN-002',
    title: 'Every kind of gateway Service that would fit was tried',
    severity: 'info',
    meaning:
      'A temporary LoadBalancer Service can cost money and minutes, so none is raised unasked, and whether one would be reachable stays unknown.',
    howDecided: 'The stand-ins that the plan wanted are compared with those that were raised.',
    remedy: 'Run the check again with --allow-load-balancer.',
    source: 'liqo-doctor',
  },
  {
    code: 'LD-RUN-003',
    title: "The kubeconfig's user may do what liqoctl will need",
    severity: 'warning',
    meaning:
      'liqoctl reads and creates objects in both clusters with the rights of the kubeconfig it is given. Without one of them it stops halfway.',
    howDecided:
      'The API server is asked by SelfSubjectAccessReview for each verb and resource that liqoctl uses for this release and way of peering.',
    remedy:
      "Have the rights named granted to this user, or run liqoctl with another user's kubeconfig; docs/permissions.md lists them.",
    source: 'Liqo v0.3.2–v1.2.0 pkg/liqoctl; v1.2.0 deployments/liqo/files/liqo-peering-user-*.yaml',
  },
  {
    code: 'LD-RUN-004',
    title: 'Everything that the verdict rests on could be read',
    severity: 'info',
    meaning:
      'What the user may not read stays unknown, and a requirement that depends on it cannot be decided by facts.',
    howDecided:
      'The reads that the API server refused are listed with what each would have told. It is a warning where a fact of the cluster is unknown because of one.',
    remedy:
      'Give this user the read-only Role of docs/permissions.md, or run the check with a user that has it.',
    source: 'liqo-doctor; Liqo v1.2.0 deployments/liqo/files/liqo-peering-user-*.yaml',
  },
  {
    code: 'LD-RUN-005',
    title: 'The run had every right that it makes use of',
    severity: 'warning',
    meaning:
      'With some rights missing a run still works, but sees less, or has to leave it to the server to remove what it created when its deadline passes.',
    howDecided:
      'Before anything is created, the API server is asked by SelfSubjectAccessReview for each verb and resource of the Role that a check needs. Without one that nothing works without, the check does not start.',
    remedy:
      'Have the Role liqo-doctor-check granted to this user: liqo-doctor manifests --grants prints it with its binding.',
    source: 'docs/roles/check.yaml',
  },
  {
    code: 'LD-RUN-006',
    title: 'The cluster took every Service of the run',
    severity: 'warning',
    meaning:
      'A stand-in is reached only through a Service. Where a policy, a quota or a port that is taken keeps one out, what only that Service shows stays unknown; a policy may well refuse the Service of Liqo for the same reason.',
    howDecided:
      'Each Service is asked about by a dry run before anything is created, and what is refused is not tried. A dry run that fails for another reason decides nothing: the Service is then tried.',
    remedy:
      'Have the policy or quota named let the Service in, in the namespace of the run, or run in another one with --probe-namespace.',
    source: 'Kubernetes docs, "Dry-run", "Admission Control"',
  },
  {
    code: 'LD-RUN-007',
    title: "No NetworkPolicy keeps the run's pods from the network",
    severity: 'warning',
    meaning:
      "Liqo's own pods are in other namespaces, under other policies. Silence that a policy of the run's namespace may have made says nothing of them: what rests on it alone stays unknown.",
    howDecided:
      'Where probes met silence, the NetworkPolicies of the namespace are read, those that select the pods of the run are compared with what was probed, and silence where none lets a packet pass is left out. Where one of those packets met an answer all the same, nothing enforces the policies, and all silence counts. Policies of other kinds, and cluster-wide ones such as AdminNetworkPolicy or those of Calico and Cilium, are not read; they are only thought of where pods meet no answer at all, not even within their own cluster.',
    remedy:
      "Let the run's pods through with the NetworkPolicy that docs/permissions.md shows, or run the check in another namespace with --probe-namespace.",
    source: 'Kubernetes docs, "Network Policies"',
  },
] as const satisfies readonly CatalogueEntry[];
