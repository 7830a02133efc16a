import { getEventListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import process from 'node:process';

/** What keeps this process alive, and what listens to it and to a signal. */
function traces(signal: AbortSignal): Traces {
  const ofProcess = process.eventNames().map((name) => [String(name), process.listenerCount(name)] as const);
  return {
    alive: process.getActiveResourcesInfo().toSorted(),
    listeners: { ...Object.fromEntries(ofProcess), abort: getEventListeners(signal, 'abort').length },
  };
}

/** How a process is at one moment. */
interface Traces {
  readonly alive: readonly string[];
  readonly listeners: Readonly<Record<string, number>>;
}

/** What a program tells of itself to the test, in a file: its own output has to stay empty. */
export interface Observed<T> {
  readonly result: T;
  readonly before: Traces;
  readonly after: Traces;
}

/** Does something with a signal, and keeps what came of it in a file. */
export async function observe<T>(
  file: string,
  controller: AbortController,
  act: () => Promise<T>,
): Promise<void> {
  const before = traces(controller.signal);
  const result = await act();
  // What has been closed is gone once the event loop has come round.
  await new Promise((resolve) => setImmediate(resolve));
  const observed: Observed<T> = { result, before, after: traces(controller.signal) };
  await writeFile(file, JSON.stringify(observed));
}
