import * as z from 'zod/mini';

import { printable } from '../kubernetes/printable.js';

/*
 * Every text that is read from a cluster passes through one of these, so that no fact holds anything that could steer
 * a terminal. Longer texts than Kubernetes allows anywhere are cut.
 */

const maxLength = 65_536;

/** Text in one line, made safe to show. */
export const safeText = z.string().check(z.overwrite((text) => safe(text)));

/** Text in lines: certificates, and arguments that may hold one. Other control characters become U+FFFD. */
export const safeLines = z.string().check(
  z.overwrite((text) =>
    text
      .split(/\r?\n/u)
      .map((line) => safe(line))
      .join('\n'),
  ),
);

/** Labels, annotations and the like; keys are made safe too. */
export const safeMap = z.record(safeText, safeText);

function safe(text: string): string {
  // Almost every text is plain, and a cluster may have a million of them.
  return text.length <= maxLength && /^[!-~]*$/u.test(text) ? text : printable(text, maxLength);
}
