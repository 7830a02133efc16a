import type { CatalogueEntry } from './catalogue.js';

/** What lets clusters of one LAN hear each other. */
export const lanRemedy =
  'Make sure that both clusters have nodes in one broadcast domain, that UDP 5353 to 224.0.0.251 is let through, and that the switch either has an IGMP querier or does no snooping.';

/** Findings of `liqo-doctor discover`: why one cluster sees the other, or does not. */
export const discoveryEntries = [
  {
    code: 'LD-DISC-001',
    title: 'This release of Liqo finds clusters in its LAN',
    severity: 'warning',
    meaning:
      'Up to v0.10, clusters in one LAN may find each other by mDNS. From v1.0 on there is no such discovery: a cluster announces nothing and looks for nothing.',
    howDecided:
      'The release is read from the cluster, or taken from --liqo-version where Liqo is not installed.',
    remedy:
      'From v1.0 on, peer with both kubeconfigs at hand: liqoctl peer --remote-kubeconfig <file>; liqo-doctor check takes the same.',
    source: 'Liqo v0.10.3 pkg/discoverymanager, which v1.0.0 no longer has',
  },
  {
    code: 'LD-DISC-002',
    title: 'The cluster announces itself in its LAN and looks for others there',
    severity: 'warning',
    meaning:
      'A cluster that does not announce itself is found by nobody, and one that does not look for others finds nobody. Both are off by default from v0.3.1 on, but with liqoctl install kind up to v0.4.',
    howDecided:
      'The arguments --mdns-enable-advertisement and --mdns-enable-discovery of Deployment liqo-discovery are read; the Deployment is not there when both are off.',
    remedy:
      'Set discovery.config.enableAdvertisement=true and discovery.config.enableDiscovery=true in both clusters, for liqoctl install up to v0.4 by --enable-lan-discovery.',
    source:
      'Liqo v0.3.2, v0.10.3 templates/liqo-discovery-deployment.yaml, values.yaml, cmd/discovery/main.go',
  },
  {
    code: 'LD-DISC-003',
    title: 'The authentication server is a NodePort, without which the cluster never announces itself',
    severity: 'warning',
    meaning:
      'Liqo announces the node port of Service liqo-auth. Where the Service is of another type it logs an error once, when liqo-discovery starts, and announces nothing.',
    howDecided: 'The type of Service liqo-auth and its first node port are read.',
    remedy:
      'Set auth.service.type=NodePort, then restart Deployment liqo-discovery, which looks at the Service only once; or add the cluster by hand with liqoctl.',
    source: 'Liqo v0.3.2, v0.10.3 pkg/discoverymanager/register.go',
  },
  {
    code: 'LD-DISC-004',
    title: 'The pod that announces the cluster runs',
    severity: 'warning',
    meaning: 'Without a ready pod of liqo-discovery nothing is announced and nothing is found.',
    howDecided: 'The ready replicas of Deployment liqo-discovery are read.',
    remedy:
      'Look why it does not run: kubectl describe pods -n liqo -l app.kubernetes.io/name=discovery. It uses the network of its node, which a Pod Security policy may refuse.',
    source: 'Liqo v0.3.2, v0.10.3 templates/liqo-discovery-deployment.yaml',
  },
  {
    code: 'LD-DISC-005',
    title: 'Clusters that announce themselves are heard',
    severity: 'warning',
    meaning:
      'mDNS is multicast within one broadcast domain. It ends at routers and VLANs, and switches with IGMP snooping but no querier, access points that isolate clients, and firewalls may stop it earlier. Liqo hears no more than this.',
    howDecided:
      'The group is asked by every suitable interface in two ways: from a port of its own, which is answered by unicast, and on port 5353. Silence alone proves nothing. Where the other cluster is known, its nodes are asked by unicast as well: who answers so but not to the group shows that multicast is lost on the way.',
    remedy: `${lanRemedy} Or add the cluster by hand: liqo-doctor discover --auth-url <url> tells the line.`,
    source: 'RFC 6762 §3, §5.5, §6.7; RFC 4541 §2.1.2',
  },
  {
    code: 'LD-DISC-006',
    title: 'The authentication server of a found cluster can be reached',
    severity: 'error',
    meaning:
      'Liqo connects to the announced addresses, takes the first that accepts a connection, and asks it for its cluster ID. Where none does, the cluster stays unknown to it, without a word but in a log.',
    howDecided:
      'Every announced address is tried as Liqo would: TCP, TLS without verifying the certificate, GET /ids.',
    remedy:
      'Open the port of the authentication server between the clusters. A node announces the addresses of all its interfaces, so that at least one has to be reachable.',
    source: 'Liqo v0.3.2, v0.10.3 pkg/discoverymanager/authData.go, resolve.go',
  },
  {
    code: 'LD-DISC-007',
    title: 'A found cluster answers with the ID that it is announced by',
    severity: 'error',
    meaning:
      'The name of an announcement is the cluster ID. Where another ID answers, another cluster is behind that address and port, or something that announces in its stead.',
    howDecided: 'The clusterId of the answer to GET /ids is compared with the announced name.',
    remedy:
      'Find out who announces from the address named, and whether Liqo was installed anew there: liqo-discovery announces the ID that it had when it started.',
    source: 'Liqo v0.3.2 pkg/discoverymanager/register.go; internal/auth-service',
  },
  {
    code: 'LD-DISC-008',
    title: 'Every announced address leads to the cluster that announces it',
    severity: 'warning',
    meaning:
      "A node announces the addresses of all its interfaces, those of bridges that exist on every machine included, such as Docker's 172.17.0.1. There the looking cluster reaches itself or somebody else, and Liqo takes whichever address accepts a connection first.",
    howDecided: 'The cluster ID that each announced address answers with is compared with the announced one.',
    remedy:
      'Remove the interface from the nodes, or give it an address that the other machines do not have; or add the cluster by hand with the address that works.',
    source: 'Liqo v0.3.2 pkg/discoverymanager/authData.go, register.go `getInterfaces`',
  },
  {
    code: 'LD-DISC-009',
    title: 'Liqo would connect to a found cluster as this machine does',
    severity: 'warning',
    meaning:
      'Liqo gives an address half a second to accept a connection, and it can dial announced IPv4 addresses only: it writes IPv6 addresses without brackets. Its ForeignCluster refuses URLs in whose host no dot is followed by a word of one to six letters or digits: IPv6 addresses, and names such as auth.internal.',
    howDecided:
      'The address by which the cluster was verified, the time that its connection took, without what this machine held up itself, and the URL.',
    remedy:
      'Give the nodes an IPv4 address in the LAN, or make the way faster; --dial-tcp-timeout of liqo-discovery (discovery.pod.extraArgs) raises the limit. Or add the cluster by hand.',
    source:
      'Liqo v0.3.2, v0.10.3 pkg/discoverymanager/authData.go `isReachable`; cmd/discovery/main.go; apis/discovery/v1alpha1/foreigncluster_types.go `ForeignAuthURL`',
  },
  {
    code: 'LD-DISC-010',
    title: 'Announcements live until they are repeated',
    severity: 'warning',
    meaning:
      'Liqo announces itself every 12 seconds and forgets a cluster whose announcement has outlived its time. With less than that it comes and goes, and a peering with it.',
    howDecided:
      'The time to live of the SRV record as it came by multicast, or of --mdns-ttl of liqo-discovery, is compared with 12 seconds.',
    remedy: 'Set discovery.config.ttl to 90, which is the default, or at least to 30.',
    source:
      'Liqo v0.3.2, v0.10.3 pkg/discoverymanager/gratuitous-answers.go, foreignClusterGarbageCollector.go',
  },
  {
    code: 'LD-DISC-011',
    title: 'No more is announced than was looked at',
    severity: 'warning',
    meaning:
      'More announcements than a LAN has clusters come from a fault or from an attack. Liqo keeps every one of them.',
    howDecided:
      'At most 256 instances are kept, 64 from one sender, and 400 messages a second are read, 60 from one sender. The rest is counted.',
    remedy: 'Find the senders named and stop them.',
    source: 'liqo-doctor',
  },
  {
    code: 'LD-DISC-012',
    title: "The LAN was looked at from a node's own network",
    severity: 'warning',
    meaning:
      'liqo-discovery runs in the network of its node. A pod network carries no multicast, so that an ordinary pod hears nothing, whatever is announced.',
    howDecided:
      'With --from pods, the API server is asked by a dry run whether it admits a pod in the network of a node; without one nothing is looked at, rather than nothing found.',
    remedy:
      'Run liqo-doctor discover on a machine in the same LAN, or name with --probe-namespace a namespace whose Pod Security level is privileged.',
    source: 'Kubernetes docs, "Pod Security Standards"; Liqo v0.3.2 templates/liqo-discovery-deployment.yaml',
  },
  {
    code: 'LD-DISC-013',
    title: 'This release of Liqo reads clusters from a DNS domain',
    severity: 'warning',
    meaning: 'Only v0.3 and v0.4 have SearchDomains. What a domain lists means nothing to other releases.',
    howDecided:
      'The release is read from the cluster, or taken from --liqo-version where Liqo is not installed.',
    remedy: 'Add the clusters by hand with the lines printed.',
    source: 'Liqo v0.4.0 pkg/liqo-controller-manager/search-domain-operator, which v0.5.0 no longer has',
  },
  {
    code: 'LD-DISC-014',
    title: 'The domain lists clusters',
    severity: 'error',
    meaning:
      'Liqo asks for PTR records of the domain itself. Where there are none, or the server fails, it finds no cluster and reports no error.',
    howDecided:
      'The server is asked as Liqo asks it: one question over UDP for PTR records of the domain, to the first server of resolv.conf.',
    remedy:
      "Add the lines printed to the zone, and make sure that the server named answers for it. Liqo asks the first server of its pod's resolv.conf, the cluster's own DNS, which has to know the zone as well (--resolver asks another server than this machine's).",
    source: 'Liqo v0.3.2, v0.4.0 pkg/liqo-controller-manager/search-domain-operator/wan.go',
  },
  {
    code: 'LD-DISC-015',
    title: 'Every name that the domain lists has an SRV record of its own',
    severity: 'error',
    meaning:
      'Liqo reads the first record of the answer. Where one name has none, or the answer is cut before it, Liqo gives up the whole domain, the other clusters included; where the first one is a CNAME, liqo-controller-manager crashes. What crashes it once does so again each time that it starts.',
    howDecided:
      'The server is asked over UDP for the SRV records of every name listed; the first record decides. What is behind an alias, or comes over TCP where the answer is cut, is told and tried as well, though Liqo does not get there.',
    remedy: 'Give the name an SRV record, or take its PTR record out of the zone.',
    source:
      'Liqo v0.3.2, v0.4.0 pkg/liqo-controller-manager/search-domain-operator/wan.go `resolveWan`; github.com/miekg/dns v1.1.41 `Client.Exchange`',
  },
  {
    code: 'LD-DISC-016',
    title: "The domain's answer fits into one datagram",
    severity: 'warning',
    meaning:
      'Liqo asks over UDP without EDNS and does not ask again over TCP: of an answer above 512 bytes it reads the part that fits, and the clusters in the rest do not exist for it.',
    howDecided: 'The TC flag of the answer over UDP, and the whole answer over TCP.',
    remedy: 'Shorten the names, or spread the clusters over several domains.',
    source: 'Liqo v0.3.2 search-domain-operator/wan.go; RFC 1035 §4.2.1, RFC 2181 §9',
  },
] as const satisfies readonly CatalogueEntry[];
