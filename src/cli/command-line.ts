import yargs, { type Argv } from 'yargs';

import { type CommandName, commandNames, commandTable } from './command-table.js';
import { examples, firstExamples, shownExamples } from './examples.js';
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
  const names = [...commandNames].sort();
  const parser = yargs()
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
    .demandCommand(1, `say what to do: ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`)
    .strict()
    .recommendCommands()
    .showHelpOnFail(false)
    .exitProcess(false)
    .wrap(width)
    .epilogue(shownExamples(firstExamples))
    .fail((message: string | undefined, error: Error | undefined) => {
      // yargs reports its own findings as YError or as a message alone; anything else is a bug and stays itself.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(usageMessage(message ?? error?.message ?? 'the command line is not valid', argv));
    });
  for (const name of commandNames) addCommand(parser, name);
  return parser;
}

function addCommand(parser: Argv, name: CommandName): void {
  const { usage, summary, positionals, flags } = commandTable[name];
  parser.command(
    usage,
    summary,
    (own) => {
      for (const [positional, options] of Object.entries(positionals)) own.positional(positional, options);
      return own.options(flags).epilogue(shownExamples(examples[name]));
    },
    choose(name),
  );
}

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
