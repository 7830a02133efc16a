import type { Container } from './pod-spec.js';

/** A container's program and arguments with paths of this machine in place of those inside the container. */
export interface LocalCommand {
  /** The JavaScript file that the container gives to node; `undefined` when it names none. */
  readonly script: string | undefined;
  readonly arguments: readonly string[];
}

/** Rewrites a container's command from mount paths to the folders that stand for the volumes. */
export function localCommand(container: Container, folders: ReadonlyMap<string, string>): LocalCommand {
  const words = [...container.command, ...container.args].map((word) => rewrite(word, container, folders));
  const index = words.findIndex((word) => /\.[cm]?js$/.test(word));
  return { script: words[index], arguments: index < 0 ? words : words.slice(index + 1) };
}

function rewrite(word: string, { volumeMounts }: Container, folders: ReadonlyMap<string, string>): string {
  for (const { name, mountPath } of volumeMounts) {
    const folder = folders.get(name);
    if (folder !== undefined && (word === mountPath || word.startsWith(`${mountPath}/`))) {
      return folder + word.slice(mountPath.length);
    }
  }
  return word;
}
