import yargs from 'yargs';

import { checkFlags, outputFlag, reportFlags, saveFlag, timeoutFlag } from './check-flags.js';
import { cleanupFlags } from './cleanup-options.js';
import { discoverFlags } from './discover-flags.js';
import { manifestsFlags } from './manifests-options.js';
import { kebabCase } from './parse-options.js';
import { version } from './version.js';

/** What a command line asks for. `given` holds flags in camel case as yargs parsed them, still to be validated. */
export type CommandLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string }
  | {
      readonly kind: 'command';
      readonly command: CommandName;
      readonly given: Readonly<Record<string, unknown>>;
    };

export type CommandName =
  'check' | 'cleanup' | 'demo' | 'discover' | 'explain' | 'judge' | 'manifests' | 'matrix';

/** Thrown into yargs by its failure handler: without a throw it would go on and run the command (yargs 18). */
class UsageError extends Error {}

/** Thrown through yargs by every command: it would go on to lay out the help text, which takes longer than all the rest. */
class CommandChosen extends Error {
  readonly chosen: CommandLine;

  constructor(chosen: CommandLine) {
    super('a command was chosen');
    this.chosen = chosen;
  }
}

/** Parses a command line; the text of `--help` and `--version` comes back instead of being printed. */
export async function parseCommandLine(argv: readonly string[], width: number): Promise<CommandLine> {
  let text = '';
  try {
    await createParser(argv, width).parseAsync(argv.flatMap(detachValue), {}, (_error, _argv, output) => {
      text = output;
    });
  } catch (error) {
    if (error instanceof CommandChosen) return error.chosen;
    if (error instanceof UsageError) return { kind: 'usage', message: error.message };
    throw error;
  }
  return { kind: 'text', text: `${text}\n` };
}

function choose(command: CommandName) {
  return (given: Readonly<Record<string, unknown>>): void => {
    throw new CommandChosen({ kind: 'command', command, given });
  };
}

function createParser(argv: readonly string[], width: number) {
  return yargs()
    .scriptName('liqo-doctor')
    .usage('$0 <command>\n\nTells, before two clusters are peered with Liqo, whether it will work.')
    .locale('en')
    .version(version)
    .parserConfiguration({
      'strip-aliased': true,
      'strip-dashed': true,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command('check', 'check both clusters, in both directions', checkFlags, choose('check'))
    .command(
      'demo [scenario]',
      'the same check against two simulated clusters; needs no Kubernetes and no root',
      (parser) =>
        parser
          .positional('scenario', { type: 'string', describe: 'one of those that `demo --list` shows' })
          .options({ ...demoFlags, ...timeoutFlag, ...reportFlags, ...saveFlag }),
      choose('demo'),
    )
    .command(
      'discover',
      'find clusters in the LAN, in a DNS domain or behind a URL, and say why others are not found',
      discoverFlags,
      choose('discover'),
    )
    .command(
      'cleanup',
      'remove what interrupted runs left, in one cluster or two',
      cleanupFlags,
      choose('cleanup'),
    )
    .command(
      'explain <code>',
      'what a finding means, how it is decided and what to do',
      (parser) =>
        parser
          .positional('code', { type: 'string', describe: 'such as LD-API-003' })
          .options({ output: outputFlag }),
      choose('explain'),
    )
    .command(
      'judge <run> [later]',
      'judge a run again that `check --save` kept, or say what changed from it to a later one',
      (parser) =>
        parser
          .positional('run', { type: 'string', describe: 'file that `check --save` wrote' })
          .positional('later', { type: 'string', describe: 'such a file of a later run' })
          .options(reportFlags),
      choose('judge'),
    )
    .command(
      'manifests',
      'everything that a check creates, and the roles it needs; creates nothing and needs no cluster',
      manifestsFlags,
      choose('manifests'),
    )
    .command(
      'matrix [scenario]',
      'how each service must be exposed, for a release of Liqo',
      (parser) =>
        parser
          .positional('scenario', { type: 'string', describe: 'such as onprem-nat-to-cloud (default: all)' })
          .options({ ...matrixFlags, output: outputFlag }),
      choose('matrix'),
    )
    .demandCommand(1, 'say what to do: check, cleanup, demo, discover, explain, judge, manifests or matrix')
    .strict()
    .recommendCommands()
    .showHelpOnFail(false)
    .exitProcess(false)
    .wrap(width)
    .fail((message: string | undefined, error: Error | undefined) => {
      // yargs reports its own findings as YError or as a message alone; anything else is a bug and stays itself.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(usageMessage(message ?? error?.message ?? 'the command line is not valid', argv));
    });
}

/** Flags of `demo` beside those of a report. */
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

/** `-ojson` and `-nliqo`, as kubectl reads them; yargs would take every letter for a flag. */
function detachValue(argument: string): string[] {
  const [, flag, value] = /^(-[on])([^=].*)$/u.exec(argument) ?? [];
  return flag === undefined || value === undefined ? [argument] : [flag, value];
}

/** In one line, with flags written as they were typed. */
function usageMessage(message: string, argv: readonly string[]): string {
  const flags = argv.map((argument) => argument.split('=')[0] ?? '');
  const typed = (name: string) =>
    flags.find((flag) => [name, `-${name}`, `--${name}`, `--${kebabCase(name)}`].includes(flag));
  return message
    .replace(/\s+/gu, ' ')
    .replace(/^Unknown arguments?: (.*)$/u, (_, names: string) => {
      const shown = names.split(', ').map((name) => typed(name) ?? name);
      return `unknown argument: ${[...new Set(shown)].join(', ')}`;
    })
    .replace(
      /^Not enough arguments following: (.*)$/u,
      (_, name: string) => `${typed(name) ?? name} needs a value`,
    );
}
