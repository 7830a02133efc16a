import { printable } from '../kubernetes/printable.js';
import { mapFact, type Fact } from '../model/fact.js';
import type { Event } from './kubernetes-objects.js';
import { selectObjects, type Listing } from './listed-objects.js';

/** More different messages about one Service than anybody reads. */
const maxWarnings = 10;

/** The different messages of the Warning events about a Service, newest first. */
export function warningsAbout(events: Listing<Event>, service: string): Fact<readonly string[]> {
  return mapFact(selectObjects(events), (list) => {
    const messages = list
      // A server that ignores field selectors sends all events.
      .filter(
        ({ involvedObject: { kind, name }, type }) =>
          kind === 'Service' && name === service && type === 'Warning',
      )
      .map((event) => ({ message: printable(event.message ?? ''), time: timeOf(event) }))
      .filter(({ message }) => message !== '')
      .sort((a, b) => b.time - a.time)
      .map(({ message }) => message);
    return [...new Set(messages)].slice(0, maxWarnings);
  });
}

/** When it last happened, in milliseconds since the epoch; 0 when the event does not tell. */
function timeOf({ lastTimestamp, eventTime, series }: Event): number {
  const times = [series?.lastObservedTime, lastTimestamp, eventTime].map((time) => Date.parse(time ?? ''));
  return times.find((time) => !Number.isNaN(time)) ?? 0;
}
