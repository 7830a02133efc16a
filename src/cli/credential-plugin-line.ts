import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import type { ResultWriter } from './result-writer.js';

/**
 * Says on stderr which program a kubeconfig makes this one run, before it does: the file may be somebody else's. Its
 * arguments are not told, since there may be a secret among them.
 */
export function tellCredentialPlugin(
  { contextName, exec }: LoadedKubeconfig,
  writer: Pick<ResultWriter, 'line'>,
): void {
  if (exec?.command === undefined || exec.command === '') return;
  writer.line(`${contextName}: the credential comes from ${exec.command}, which the kubeconfig names`);
}
