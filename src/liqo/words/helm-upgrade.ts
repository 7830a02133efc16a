import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { helmClusterFlags } from './cluster-words.js';
import { commandLine } from './shell-quote.js';

/**
 * The line that makes Liqo's chart known to helm.
 *
 * Source: docs/pages/usage/liqoctl.md@v0.3.2, docs/installation/install.md@v1.2.0.
 */
export const helmRepositoryCommand = 'helm repo add liqo https://helm.liqo.io/';

/** Which values to change in which installation. */
export interface HelmUpgrade {
  readonly cluster: ClusterWords;
  readonly release: LiqoRelease;
  /** Keys as `--set` names them; values as they shall be, not escaped. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The line that changes values of an installed Liqo and nothing else: same chart version, all other values kept.
 *
 * Source: the release is named `liqo` and chart versions carry the leading `v` (pkg/liqoctl/install/handler.go@v1.0.0).
 */
export function helmUpgradeCommand({ cluster, release, values }: HelmUpgrade): string {
  return commandLine([
    'helm',
    'upgrade',
    ...chart({ cluster, release }),
    '--reuse-values',
    ...helmClusterFlags(cluster),
    ...settingFlags(values),
  ]);
}

/**
 * The line that installs Liqo without liqoctl, or with the file of values that liqoctl wrote.
 *
 * Source: docs/pages/usage/liqoctl.md@v0.3.2, docs/installation/install.md@v0.10.3,@v1.2.0.
 */
export function helmInstallCommand({
  cluster,
  release,
  values,
  file,
}: HelmUpgrade & { readonly file?: string | undefined }): string {
  return commandLine([
    'helm',
    'install',
    ...chart({ cluster, release }),
    '--create-namespace',
    ...helmClusterFlags(cluster),
    ...(file === undefined ? [] : ['--values', file]),
    ...settingFlags(values),
  ]);
}

/** Values as flags of helm and of `liqoctl install`, which read them alike. */
export function settingFlags(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['--set', `${key}=${escapeValue(value)}`]);
}

function chart({ cluster, release }: Pick<HelmUpgrade, 'cluster' | 'release'>): string[] {
  return ['liqo', 'liqo/liqo', '--namespace', cluster.liqoNamespace, '--version', release.version];
}

/** `--set` splits at commas, reads a leading brace as a list and takes a backslash away (helm, pkg/strvals). */
function escapeValue(value: string): string {
  return value.replaceAll(/[\\,{}]/g, (character) => `\\${character}`);
}
