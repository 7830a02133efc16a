import stringWidth from 'string-width';

import type { OnProgress } from '../check/progress.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import { printable } from '../report/printable.js';
import type { Shell } from './shell.js';
import { mayAnimate } from './terminal-style.js';

/** Shows what a run is waiting for. */
export interface Progress {
  readonly update: OnProgress;
  /** Takes a spinner away, before anything else is written; a later update brings it back. */
  readonly stop: () => void;
}

/**
 * A spinner where it may move, else one line on stderr for every change, and nothing there of a run that is a repetition.
 * `names` are the clusters' context names.
 */
export async function createProgress(
  shell: Shell,
  names: Readonly<Record<Side, string>>,
  isRepeated = false,
): Promise<Progress> {
  if (isRepeated && !mayAnimate(shell.stderr, shell.env)) {
    return { update: () => undefined, stop: () => undefined };
  }
  return mayAnimate(shell.stderr, shell.env) ? spinner(shell, names) : plainLines(shell, names);
}

function plainLines({ stderr }: Shell, names: Readonly<Record<Side, string>>): Progress {
  const shown = new Map<Side | undefined, string>();
  return {
    update: ({ side, text }) => {
      if (shown.get(side) === text) return;
      shown.set(side, text);
      stderr.write(`${printable(side === undefined ? text : `${names[side]}: ${text}`)}\n`);
    },
    stop: () => undefined,
  };
}

async function spinner({ stderr }: Shell, names: Readonly<Record<Side, string>>): Promise<Progress> {
  const { default: ora } = await import('ora');
  // Raw mode on stdin would swallow Ctrl-C while the event loop is busy.
  const animation = ora({ stream: stderr, isEnabled: true, discardStdin: false });
  const waits = new Map<Side, string>();
  return {
    update: ({ side, text }) => {
      if (side === undefined) waits.clear();
      else waits.set(side, text);
      const parts = sides.flatMap((each) => {
        const wait = waits.get(each);
        return wait === undefined ? [] : [`${names[each]}: ${wait}`];
      });
      const line = printable(side === undefined ? text : parts.join(' | '));
      animation.text = fitted(line, (stderr.columns ?? 80) - 3);
      if (!animation.isSpinning) animation.start();
    },
    stop: () => {
      animation.stop();
    },
  };
}

/** Cut to fit on one line of the terminal. */
function fitted(text: string, width: number): string {
  let result = text;
  while (result !== '' && stringWidth(result) > width) result = result.slice(0, -1);
  return result;
}
