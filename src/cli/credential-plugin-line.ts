import { credentialPluginWords } from '../kubernetes/credential-plugin.js';
import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import type { ResultWriter } from './result-writer.js';

/** Says on stderr which program a kubeconfig makes this one run, before it does. */
export function tellCredentialPlugin(loaded: LoadedKubeconfig, writer: Pick<ResultWriter, 'line'>): void {
  const words = credentialPluginWords(loaded);
  if (words !== undefined) writer.line(`${loaded.contextName}: ${words}`);
}
