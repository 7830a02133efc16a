import { liqoctlFlags } from '../liqo/words/liqoctl-flags.js';

/** Flags of other programs that texts of the source name, with who declares them. */
const declared: readonly { readonly source: string; readonly flags: readonly string[] }[] = [
  { source: 'cmd/liqoctl/cmd/install.go@v1.0.0,@v1.2.0', flags: ['disable-kernel-version-check'] },
  {
    source: 'pkg/utils/apiserver/config.go@v0.3.2,@v0.10.3,@v1.0.0',
    flags: ['advertise-api-server-address', 'advertise-api-server-trusted-ca'],
  },
  {
    source: 'pkg/liqo-controller-manager/flags.go@v1.2.0',
    flags: ['api-server-address-override', 'ca-override', 'trusted-ca'],
  },
  {
    source: 'cmd/auth-service/main.go@v0.3.2,@v0.10.3; pkg/liqo-controller-manager/flags.go@v1.2.0',
    flags: ['aws-access-key-id', 'aws-region', 'aws-secret-access-key', 'aws-cluster-name'],
  },
  {
    source: 'pkg/consts/parameters.go@v0.3.2,@v0.10.3',
    flags: ['auth-service-address-override', 'auth-service-port-override'],
  },
  { source: 'cmd/auth-service/main.go@v0.3.2,@v0.10.3', flags: ['enable-tls'] },
  {
    source: 'cmd/discovery/main.go@v0.3.2,@v0.10.3',
    flags: ['mdns-enable-advertisement', 'mdns-enable-discovery', 'mdns-ttl', 'dial-tcp-timeout'],
  },
  {
    source: 'cmd/liqonet/network-manager.go, gateway-operator.go@v0.3.2,@v0.10.3',
    flags: ['manager.pod-cidr', 'manager.service-cidr', 'manager.reserved-pools', 'gateway.mtu'],
  },
  { source: 'helm upgrade --help', flags: ['reuse-values', 'create-namespace', 'kube-context'] },
  { source: 'kubectl patch --help', flags: ['type', 'patch'] },
  { source: 'kubelet --help', flags: ['node-ip'] },
  { source: 'kube-apiserver --help', flags: ['service-node-port-range'] },
  { source: 'k3s server --help', flags: ['tls-san'] },
  { source: 'conntrack(8)', flags: ['sport', 'dport'] },
  { source: 'complete(1) of fish', flags: ['arguments', 'command', 'no-files', 'regex'] },
  { source: 'our agent: src/agent/main.ts', flags: ['plan', 'key'] },
];

/** Every flag of another program that there is. */
export const foreignFlags: ReadonlySet<string> = new Set([
  ...liqoctlFlags,
  ...declared.flatMap(({ flags }) => flags),
]);

/** Those that are listed here alone: each has to be in use. */
export const flagsListedHere: readonly string[] = declared.flatMap(({ flags }) => flags);
