/** Control characters, line separators, and marks that change the direction of text. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/**
 * An argument as one word of a POSIX shell command line; printable whatever it holds.
 *
 * What needs no quoting stays as it is. Unprintable characters make it a `$'…'` word (bash, zsh), so that a command stays
 * on one line; a shell that does not know such words (dash) reads other characters, but one word as well.
 */
export function shellQuote(argument: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(argument)) return argument;
  if (!unprintable.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument
    .replaceAll('\\', '\\\\')
    .replaceAll("'", unicodeEscape)
    .replaceAll(new RegExp(unprintable, 'g'), unicodeEscape);
  return `$'${escaped}'`;
}

/** Words joined to a command line, each quoted where it must be. */
export function commandLine(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
