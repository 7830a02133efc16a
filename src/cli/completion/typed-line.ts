import type { Options } from 'yargs';

import { type Command, type CommandName, commandTable, isCommandName } from '../command-table.js';

/** What the word at the cursor is to be. `typed` is its part that has been typed, without a flag's own name. */
export type Expected =
  | { readonly kind: 'command'; readonly typed: string }
  | { readonly kind: 'flag'; readonly typed: string }
  | { readonly kind: 'value'; readonly flag: string; readonly typed: string }
  | { readonly kind: 'positional'; readonly name: string; readonly typed: string }
  | { readonly kind: 'nothing'; readonly typed: string };

/** A command line that is being typed, up to the cursor. */
export interface TypedLine {
  readonly command?: CommandName | undefined;
  /** Values by the flag's own name, aliases resolved; a switch has none. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
  readonly expected: Expected;
}

/** Reads the words before the cursor as the parser would, and the one at the cursor, which may be empty. */
export function readTypedLine(words: readonly string[], current: string): TypedLine {
  const at = words.findIndex((word) => !word.startsWith('-'));
  const name = words[at];
  if (name === undefined) {
    const kind = current.startsWith('-') ? 'flag' : 'command';
    return { given: new Map(), positionals: [], expected: { kind, typed: current } };
  }
  if (!isCommandName(name)) {
    return { given: new Map(), positionals: [], expected: { kind: 'nothing', typed: current } };
  }
  return readArguments(name, words.slice(at + 1), current);
}

function readArguments(name: CommandName, words: readonly string[], current: string): TypedLine {
  const command = commandTable[name];
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  let waiting: string | undefined;
  let isOver = false;
  for (const word of words) {
    if (waiting !== undefined && !mayLackValue(command, waiting, word)) {
      given.get(waiting)?.push(word);
      waiting = undefined;
      continue;
    }
    waiting = undefined;
    if (isOver || !word.startsWith('-') || word === '-') positionals.push(word);
    else if (word === '--') isOver = true;
    else {
      const typed = typedFlag(command, word);
      if (typed === undefined) continue;
      const values = given.get(typed.flag) ?? [];
      given.set(typed.flag, values);
      if (typed.value !== undefined) values.push(typed.value);
      else if (takesValue(command.flags[typed.flag])) waiting = typed.flag;
    }
  }
  const expected: Expected =
    waiting !== undefined && !mayLackValue(command, waiting, current === '' ? '-' : current)
      ? { kind: 'value', flag: waiting, typed: current }
      : expectedAt(command, current, { isOver, position: positionals.length });
  return { command: name, given, positionals, expected };
}

function expectedAt(
  command: Command,
  current: string,
  { isOver, position }: { readonly isOver: boolean; readonly position: number },
): Expected {
  if (!isOver && current.startsWith('-')) {
    if (!current.includes('=')) return { kind: 'flag', typed: current };
    const typed = typedFlag(command, current);
    return typed !== undefined && takesValue(command.flags[typed.flag])
      ? { kind: 'value', flag: typed.flag, typed: typed.value ?? '' }
      : { kind: 'nothing', typed: current };
  }
  const name = Object.keys(command.positionals)[position];
  if (name !== undefined) return { kind: 'positional', name, typed: current };
  return { kind: isOver ? 'nothing' : 'flag', typed: current };
}

/** Whether a flag takes a value; one that is none, such as `--verbose`, or that does not exist, takes none. */
export function takesValue(options: Options | undefined): boolean {
  return options?.type === 'string';
}

/** Whether a word behind a flag is a flag itself, and the value was left out, as that of `--wait` may be. */
function mayLackValue({ flags }: Command, flag: string, word: string): boolean {
  return word.startsWith('-') && flags[flag]?.requiresArg !== true;
}

/** `--output=json`, `-o=json`, `-ojson`, `-o`, `--no-color`: the flag by its own name, and the value that is in the word. */
function typedFlag(
  { flags }: Command,
  word: string,
): { readonly flag: string; readonly value?: string | undefined } | undefined {
  const [, typed = '', , value] = /^--?([^=]+)(=(.*))?$/su.exec(word) ?? [];
  const flag = ownName(flags, typed) ?? ownName(flags, typed.replace(/^no-/u, ''));
  if (flag !== undefined) return { flag, value };
  const [, letter = '', attached] = /^-([on])(.+)$/su.exec(word) ?? [];
  const short = ownName(flags, letter);
  return short === undefined ? undefined : { flag: short, value: attached };
}

function ownName(flags: Command['flags'], typed: string): string | undefined {
  if (Object.hasOwn(flags, typed)) return typed;
  return Object.entries(flags).find(([, options]) => aliasesOf(options).includes(typed))?.[0];
}

/** Other names of a flag. */
export function aliasesOf({ alias }: Options): readonly string[] {
  return alias === undefined ? [] : typeof alias === 'string' ? [alias] : alias;
}
