import { oneGatewayIsEnough, type Report } from '../model/report.js';
import { openRequirements } from './open-requirements.js';

/** What to run now, whatever it is rendered as. */
export interface NextLines {
  /** Sentences that say more than the steps have said. */
  readonly notes: readonly string[];
  /** Lines to paste, in their order. */
  readonly commands: readonly string[];
}

/** The lines to run now, and the notes that are not told by a step already. */
export function nextLinesOf(report: Report): NextLines {
  const { command, before = [], notes } = report.next;
  const reasons = openRequirements(report)
    .flatMap(({ alternatives }) => alternatives)
    .flatMap(({ reason, prescription }) => [reason, prescription?.summary ?? reason]);
  // Steps say "Either … or …".
  const told = [...reasons, oneGatewayIsEnough];
  return {
    notes: notes.filter((note) => !told.some((text) => note.includes(text))),
    commands: [...before, ...(command === undefined ? [] : [command])],
  };
}
