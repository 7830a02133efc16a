import { bundleOf } from './bundle.js';
import type { Network } from './network.js';
import type { NodeName } from './topology.js';

/** The servers in `programs/`. */
type Program = 'https-server' | 'connect-proxy' | 'portal';

/** Starts a server at a node and waits until it listens. It ends with the network. */
export async function startProgram(
  network: Network,
  node: NodeName,
  { program, ...settings }: { readonly program: Program } & Readonly<Record<string, string | number>>,
): Promise<void> {
  const file = await bundleOf(`test/network-namespaces/programs/${program}.ts`);
  const text = JSON.stringify(settings, (_name, value: unknown) =>
    typeof value === 'number' ? `${value}` : value,
  );
  const child = network.start(node, [process.execPath, file, text]);
  await new Promise<void>((resolve, reject) => {
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout?.once('data', () => resolve());
    child.once('close', (code) => reject(new Error(`${program} ended with ${code}: ${errors}`)));
  });
}
