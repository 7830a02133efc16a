/** The first of a list as words of a sentence, and how many there are besides: `a, b, c and 7 more`. */
export function aFewOf(list: readonly string[], most: number): string {
  const rest = list.length - most;
  return `${list.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
