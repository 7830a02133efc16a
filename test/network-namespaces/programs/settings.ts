/** What the program was told by name; throws when something is missing. */
export function settings<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const given = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
  for (const name of names) if (given[name] === undefined) throw new Error(`not told: ${name}`);
  return given;
}
