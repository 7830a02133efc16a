/**
 * Text on one line without any character that a terminal would act on: control and format characters, line and
 * paragraph separators, lone surrogates (Unicode categories Cc, Cf, Zl, Zp, Cs). Each becomes one space.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ');
}
