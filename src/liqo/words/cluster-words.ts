import { shellQuote } from './shell-quote.js';

/** How commands name one cluster. */
export interface ClusterWords {
  /** Path of the kubeconfig; `undefined` for the one that kubectl, helm and liqoctl use by themselves. */
  readonly kubeconfig?: string | undefined;
  /** Context of the kubeconfig; `undefined` for its current one. */
  readonly context?: string | undefined;
  /** The namespace that Liqo is installed in. */
  readonly liqoNamespace: string;
}

/** The namespace that Liqo's own tools assume. */
export const defaultLiqoNamespace = 'liqo';

/**
 * A kubeconfig whose current context is the cluster's, for a line that concerns two clusters and takes no contexts: a
 * placeholder where a context is named. `undefined` for the one that is used anyway.
 */
export function ownKubeconfig({ kubeconfig, context }: ClusterWords): string | undefined {
  return context === undefined ? kubeconfig : `<kubeconfig with current context ${context}>`;
}

/** What goes before a command that knows its cluster by the environment alone: liqoctl v0.3 and v0.4. */
export function kubeconfigEnvironment({ kubeconfig }: Pick<ClusterWords, 'kubeconfig'>): string {
  return kubeconfig === undefined ? '' : `KUBECONFIG=${shellQuote(kubeconfig)} `;
}

/** Flags of kubectl that name a cluster. */
export function kubectlClusterFlags({ kubeconfig, context }: ClusterWords): string[] {
  return [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ];
}

/** Flags of helm that name a cluster. */
export function helmClusterFlags({ kubeconfig, context }: ClusterWords): string[] {
  return [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--kube-context', context]),
  ];
}

/**
 * Flags of liqoctl that name a cluster and Liqo's namespace in it; `remote` for the second of two clusters.
 *
 * Source: pkg/liqoctl/factory/factory.go@v0.5.0,@v1.2.0: the flags of the other cluster begin with `--remote-`, and
 * the namespace of Liqo is `--namespace` in the commands used here.
 */
export function liqoctlClusterFlags(cluster: ClusterWords, which: 'local' | 'remote' = 'local'): string[] {
  const prefix = which === 'local' ? '--' : '--remote-';
  const { kubeconfig, context, liqoNamespace } = cluster;
  return [
    ...(kubeconfig === undefined ? [] : [`${prefix}kubeconfig`, kubeconfig]),
    ...(context === undefined ? [] : [`${prefix}context`, context]),
    ...(liqoNamespace === defaultLiqoNamespace ? [] : [`${prefix}namespace`, liqoNamespace]),
  ];
}
