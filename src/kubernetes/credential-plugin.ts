import type { LoadedKubeconfig } from './kubeconfig.js';

/**
 * Which program a kubeconfig makes this one run, to be told before it does: the file may be somebody else's. `undefined`
 * where it names none. Its arguments are not told, since there may be a secret among them.
 */
export function credentialPluginWords({ exec }: LoadedKubeconfig): string | undefined {
  if (exec?.command === undefined || exec.command === '') return undefined;
  return `the credential comes from ${exec.command}, which the kubeconfig names`;
}
