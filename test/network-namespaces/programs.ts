import type { ChildProcess } from 'node:child_process';

import { bundleOf } from './bundle.js';

/** Where a program can be started. */
interface Network<Node extends string> {
  start(node: Node, command: readonly string[]): ChildProcess;
}

/** The servers in `programs/`. */
type Program = 'https-server' | 'connect-proxy' | 'portal' | 'mdns-announcer' | 'mdns-fuzzer';

/** Starts a server at a node and waits until it listens. It ends with the network. */
export async function startProgram<Node extends string>(
  network: Network<Node>,
  node: Node,
  { program, ...settings }: { readonly program: Program } & Readonly<Record<string, string | number>>,
): Promise<ChildProcess> {
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
  return child;
}
