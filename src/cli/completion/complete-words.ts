import { networkInterfaces } from 'node:os';

import { contextNames } from '../../kubernetes/context-names.js';
import { flagsWithoutEffect } from '../check-flags.js';
import { commandNames, commandTable } from '../command-table.js';
import type { Shell } from '../shell.js';
import { type Offered, offeredToFlag, offeredToPositional } from './offered-values.js';
import { aliasesOf, readTypedLine, type TypedLine } from './typed-line.js';

/** One word that may stand at the cursor. */
export interface Candidate {
  readonly word: string;
  readonly describe?: string | undefined;
}

/** What may stand at the cursor. */
export interface Completion {
  /** What has been typed of it: without the flag in `--output=js`. */
  readonly typed: string;
  readonly candidates: readonly Candidate[];
  /** The name of a file is wanted, which shells complete themselves. */
  readonly wantsFile: boolean;
}

/** What counts besides the words themselves. */
export type Surroundings = Pick<Shell, 'env' | 'homeDirectory'>;

/** Flags of `check` that may be repeated; any other is offered once. */
const repeatable = ['annotation', 'interface', 'label', 'toleration'];

/** What may stand at the cursor after these words. Nothing but kubeconfigs is read, and no cluster is asked. */
export async function completeWords(
  words: readonly string[],
  current: string,
  surroundings: Surroundings,
): Promise<Completion> {
  const line = readTypedLine(words, current);
  const { typed } = line.expected;
  const offered = offeredAt(line);
  const candidates =
    offered === undefined ? flagsOrCommands(line) : await toCandidates(offered, line, surroundings);
  return {
    typed,
    candidates: candidates.filter(({ word }) => word.startsWith(typed) && isPlain(word)),
    wantsFile: offered?.kind === 'file',
  };
}

function offeredAt({ command, expected }: TypedLine): Offered | undefined {
  if (command === undefined) return undefined;
  if (expected.kind === 'value') return offeredToFlag(command, expected.flag) ?? { kind: 'anything' };
  if (expected.kind !== 'positional') return undefined;
  return offeredToPositional(command, expected.name) ?? { kind: 'anything' };
}

function flagsOrCommands({ command, given, expected }: TypedLine): readonly Candidate[] {
  if (expected.kind === 'command') {
    return commandNames.map((name) => ({ word: name, describe: commandTable[name].summary }));
  }
  if (expected.kind !== 'flag') return [];
  const help = { word: '--help', describe: 'show help' };
  if (command === undefined) return [help, { word: '--version', describe: 'show the version' }];
  const flags = Object.entries(commandTable[command].flags)
    .filter(([flag]) => !Object.hasOwn(flagsWithoutEffect, flag))
    .filter(([flag]) => repeatable.includes(flag) || !given.has(flag))
    .flatMap(([flag, options]) => {
      const letters = expected.typed === '-' ? aliasesOf(options).filter((alias) => alias.length === 1) : [];
      const names = [
        `--${flag}`,
        ...(flag === 'color' ? ['--no-color'] : []),
        ...letters.map((each) => `-${each}`),
      ];
      return names.map((word) => ({ word, describe: options.describe }));
    });
  return [...flags, help];
}

async function toCandidates(
  offered: Offered,
  line: TypedLine,
  surroundings: Surroundings,
): Promise<readonly Candidate[]> {
  switch (offered.kind) {
    case 'words':
      return offered.words.map((word) => ({ word }));
    case 'context':
      return (await contextNames(kubeconfigOf(offered.side, line, surroundings))).map((word) => ({ word }));
    case 'demo-scenario':
      return (await import('../../lab/topology/scenarios.js')).labScenarios.map(({ name, summary }) => ({
        word: name,
        describe: summary,
      }));
    case 'demo-release':
      return releasesShown(line);
    case 'release':
      return (await import('../../liqo/release.js')).newestReleases.map(({ version }) => ({ word: version }));
    case 'finding-code':
      return findingCodes(line.expected.typed);
    case 'interface':
      return Object.keys(networkInterfaces()).map((word) => ({ word }));
    case 'file':
    case 'anything':
      return [];
  }
}

/** Those in which the scenario that was named can be shown, or all. */
async function releasesShown({ positionals: [name] }: TypedLine): Promise<readonly Candidate[]> {
  const { findScenario } = await import('../../lab/topology/scenarios.js');
  const { labLiqoVersions } = await import('../../lab/topology/liqo-spec.js');
  const works = findScenario(name ?? '')?.works;
  return labLiqoVersions
    .filter((version) => works === undefined || works[version] !== undefined)
    .map((word) => ({ word }));
}

/** In the case in which the code was begun: `explain` takes either. */
async function findingCodes(typed: string): Promise<readonly Candidate[]> {
  const { catalogue } = await import('../../judge/rules/catalogue.js');
  const isSmall = /[a-z]/u.test(typed);
  return catalogue.map(({ code, title }) => ({ word: isSmall ? code.toLowerCase() : code, describe: title }));
}

/** The kubeconfig that the line means for a side, as `check` would take it. */
function kubeconfigOf(side: 'local' | 'remote', { given }: TypedLine, { env, homeDirectory }: Surroundings) {
  const last = (flag: string) => given.get(flag)?.findLast((value) => value !== '');
  const local = last('kubeconfig');
  const named = side === 'local' ? local : (last('remote') ?? local);
  return { path: named && expanded(named, { env, homeDirectory }), env, homeDirectory };
}

/** `~/` and variables as a shell would replace them; nothing is run, so that a line does nothing before it is entered. */
function expanded(path: string, { env, homeDirectory }: Surroundings): string {
  return path
    .replace(/^~(?=\/|$)/u, () => homeDirectory)
    .replace(
      /\$(?:(\w+)|\{(\w+)\})/gu,
      (_, plain?: string, braced?: string) => env[plain ?? braced ?? ''] ?? '',
    );
}

/** Whether it fits on one line and hides nothing: the names of contexts come from files. */
function isPlain(word: string): boolean {
  return word !== '' && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(word);
}
