import { isAtLeast, type LiqoRelease } from './release.js';

/** Something that a network plugin needs for Liqo to work, and that cannot be seen from outside of it. */
export interface NetworkPluginNote {
  readonly plugin: string;
  /** One sentence. */
  readonly text: string;
  readonly source: string;
}

interface NoteRow extends NetworkPluginNote {
  /** The first release that it holds for. */
  readonly since: string;
  /** The first release that it holds for no more. */
  readonly until?: string;
}

const rows: readonly NoteRow[] = [
  {
    plugin: 'calico',
    since: 'v0.3.0',
    text: "Calico with BGP takes addresses of Liqo's interfaces for those of the node unless it skips them: set nodeAddressAutodetectionV4.skipInterface to liqo.* in its Installation resource, or IP_AUTODETECTION_METHOD=skip-interface=liqo.* before Calico v3.17.",
    source: 'Liqo v0.3.2 docs/pages/installation/advanced.md, v1.2.0 docs/installation/install.md',
  },
  {
    plugin: 'cilium',
    since: 'v0.5.0',
    until: 'v0.10.1',
    text: 'This release supports Cilium only beside kube-proxy, not in its place.',
    source: 'Liqo v0.5.0–v0.10.0 docs/installation/install.md',
  },
  {
    plugin: 'cilium',
    since: 'v0.3.0',
    text: 'Cilium that routes in eBPF or bypasses connection tracking drops packets of the tunnel even where the tunnel is up.',
    source: 'liqo#2166',
  },
  {
    plugin: 'cilium',
    since: 'v1.0.0',
    text: "Cilium attaches itself to Liqo's interfaces and may take over their MTU unless its Helm value devices names the interfaces to use, without liqo.*.",
    source: 'Liqo v1.0.3, v1.2.0 docs/installation/install.md',
  },
  {
    plugin: 'cilium',
    since: 'v0.10.1',
    text: "Cilium from v1.14.2 taints Liqo's virtual nodes unless the affinity of its DaemonSet leaves out nodes labelled liqo.io/type.",
    source: 'Liqo v0.10.3, v1.2.0 docs/installation/install.md',
  },
  {
    plugin: 'cilium',
    since: 'v1.0.0',
    text: 'Where Cilium replaces kube-proxy, a NodePort or LoadBalancer Service cannot lead to pods that run in the other cluster.',
    source: 'Liqo v1.2.0 docs/installation/install.md, docs/installation/compatibility.md',
  },
];

/** What the network plugins of a cluster need under a release of Liqo, in the order in which it matters. */
export function networkPluginNotes(
  plugins: readonly string[],
  release: LiqoRelease,
): readonly NetworkPluginNote[] {
  return rows
    .filter(({ plugin }) => plugins.includes(plugin) || (plugin === 'calico' && plugins.includes('canal')))
    .filter(
      ({ since, until }) => isAtLeast(release, since) && (until === undefined || !isAtLeast(release, until)),
    )
    .map(({ plugin, text, source }) => ({ plugin, text, source }));
}
