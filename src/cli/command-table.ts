import type { Options, PositionalOptions } from 'yargs';

import { checkFlags, outputFlag, reportFlags, saveFlag, timeoutFlag } from './check-flags.js';
import { cleanupFlags } from './cleanup-options.js';
import { discoverFlags } from './discover-flags.js';
import { manifestsFlags } from './manifests-options.js';

export type CommandName =
  'check' | 'cleanup' | 'completion' | 'demo' | 'discover' | 'explain' | 'judge' | 'manifests' | 'matrix';

/** One command: what is typed, what `--help` says of it, and what it takes. */
export interface Command {
  /** As yargs wants it: `<must be given>`, `[may be given]`. */
  readonly usage: string;
  readonly summary: string;
  /** In the order of `usage`. */
  readonly positionals: Readonly<Record<string, PositionalOptions>>;
  readonly flags: Readonly<Record<string, Options>>;
}

const demoFlags = {
  list: { type: 'boolean', describe: 'list the scenarios' },
  'liqo-version': { type: 'string', requiresArg: true, describe: 'v0.10.3 or v1.2.0 (default: v1.2.0)' },
} as const;

const matrixFlags = {
  'liqo-version': {
    type: 'string',
    requiresArg: true,
    describe: 'release of Liqo (default: the newest known)',
  },
  peering: { type: 'string', requiresArg: true, describe: 'out-of-band or in-band (default: out-of-band)' },
} as const;

/** Every command, in the order of `--help`; the parser, the help and the shell completion are made from it. */
export const commandTable: Readonly<Record<CommandName, Command>> = {
  check: {
    usage: 'check',
    summary: 'check both clusters, in both directions',
    positionals: {},
    flags: checkFlags,
  },
  demo: {
    usage: 'demo [scenario]',
    summary: 'the same check against two simulated clusters; needs no Kubernetes and no root',
    positionals: { scenario: { type: 'string', describe: 'one of those that `demo --list` shows' } },
    flags: { ...demoFlags, ...timeoutFlag, ...reportFlags, ...saveFlag },
  },
  discover: {
    usage: 'discover',
    summary: 'find clusters in the LAN, in a DNS domain or behind a URL, and say why others are not found',
    positionals: {},
    flags: discoverFlags,
  },
  cleanup: {
    usage: 'cleanup',
    summary: 'remove what interrupted runs left, in one cluster or two',
    positionals: {},
    flags: cleanupFlags,
  },
  explain: {
    usage: 'explain <code>',
    summary: 'what a finding means, how it is decided and what to do',
    positionals: { code: { type: 'string', describe: 'such as LD-API-003' } },
    flags: { output: outputFlag },
  },
  judge: {
    usage: 'judge <run> [later]',
    summary:
      'judge a run again that `check` kept, join the halves of one, or say what changed to a later one',
    positionals: {
      run: { type: 'string', describe: 'file that `check --save` wrote' },
      later: { type: 'string', describe: 'such a file of a later run, or of the other half' },
    },
    flags: reportFlags,
  },
  manifests: {
    usage: 'manifests',
    summary: 'everything that a check creates, and the roles it needs; creates nothing and needs no cluster',
    positionals: {},
    flags: manifestsFlags,
  },
  matrix: {
    usage: 'matrix [scenario]',
    summary: 'how each service must be exposed, for a release of Liqo',
    positionals: {
      scenario: { type: 'string', describe: 'such as onprem-nat-to-cloud (default: all)' },
    },
    flags: { ...matrixFlags, output: outputFlag },
  },
  completion: {
    usage: 'completion <shell>',
    summary: 'a script that lets bash, zsh or fish complete the command lines of liqo-doctor',
    positionals: { shell: { type: 'string', describe: 'bash, zsh or fish' } },
    flags: {},
  },
};

/** In the order of `--help`. */
export const commandNames: readonly CommandName[] = Object.keys(commandTable).filter(isCommandName);

/** Whether there is such a command. */
export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commandTable, word);
}
