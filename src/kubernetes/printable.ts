/** Messages from outside are cut to so many characters unless told otherwise. */
const defaultMaxLength = 300;

/**
 * Text from outside, made safe to show on a terminal and in one line.
 *
 * White space collapses to single spaces; control characters, invisible format characters (which can reverse or hide
 * text) and lone surrogates become U+FFFD; what is longer than `maxLength` characters ends in `…`.
 */
export function printable(text: string, maxLength = defaultMaxLength): string {
  const characters = Array.from(
    text
      // Bounds the work before the expensive replacements; nothing beyond it can be shown anyway.
      .slice(0, maxLength * 8)
      .replace(/\s+/gu, ' ')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')
      .trim(),
  );
  return characters.length <= maxLength
    ? characters.join('')
    : `${characters.slice(0, maxLength - 1).join('')}…`;
}
