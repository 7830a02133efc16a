import type { Side } from '../model/peering.js';

/** What a run is doing, for whoever shows it. `side` is absent for what concerns both clusters. */
export interface ProgressEvent {
  readonly stage: 'inspect' | 'exchange' | 'probe' | 'judge' | 'clean-up';
  readonly side?: Side | undefined;
  /** One printable line without final stop, such as `waiting for the responder pod: pulling image node:22-slim`. */
  readonly text: string;
}

export type OnProgress = (event: ProgressEvent) => void;
