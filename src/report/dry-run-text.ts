import type { DryRun } from '../model/dry-run.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { TextOptions } from './text-style.js';
import { createTextStyle } from './text-style.js';
import { joinLines } from './text.js';

/** A dry run for people: by cluster what would be created and what would be probed. `names` are context names. */
export function renderDryRunText(
  dryRun: DryRun,
  names: Readonly<Record<Side, string>>,
  options: TextOptions,
): string {
  const style = createTextStyle(options);
  const listing = (title: string, entries: readonly string[]): string[] => [
    '',
    style.paint.strong(style.clean(title)),
    ...(entries.length === 0 ? ['nothing'] : entries).map((entry) => `  ${style.clean(entry)}`),
  ];
  return joinLines([
    'Dry run: nothing was created and no probe was sent.',
    ...sides.flatMap((side) => [
      ...listing(`Would be created in ${names[side]} (${side})`, dryRun.creates[side]),
      ...listing(`Would be probed from ${names[side]} (${side})`, dryRun.probes[side]),
    ]),
  ]);
}
