/** The lines to paste that a report holds, wherever. */
export function printedLines(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'commands') return value as readonly string[];
    return name === 'command' || name === 'addCommand' ? [value as string] : printedLines(value);
  });
}
