import { readReferredFile } from './bounded-file.js';
import { parseKubeconfig } from './kubeconfig-document.js';
import { type KubeconfigRequest, kubeconfigFiles } from './kubeconfig.js';

/** Some hundred clusters with their certificates; more would take longer to read than anybody waits for a word. */
const largestBytes = 2 * 2 ** 20;

/**
 * The contexts that a kubeconfig has, by the rules of `loadKubeconfig`, in the order of its files.
 *
 * Nothing but these files is read, no plugin runs and no cluster is asked. A file that is missing, too large, no plain
 * file (a pipe would be used up) or no kubeconfig adds nothing.
 */
export async function contextNames(
  request: Pick<KubeconfigRequest, 'path' | 'env' | 'homeDirectory'>,
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const file of kubeconfigFiles(request)) {
    for (const name of await namesIn(file)) names.add(name);
  }
  return [...names];
}

async function namesIn(file: string): Promise<readonly string[]> {
  const content = await readReferredFile(file, largestBytes);
  if (!content.ok) return [];
  const document = parseKubeconfig(file, content.value.toString('utf8'));
  return document.ok ? [...document.value.contexts.keys()] : [];
}
