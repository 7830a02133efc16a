import { expect, test } from 'vitest';

import { createProgress } from '../../src/cli/progress.js';
import { collector, testShell } from './test-shell.js';

const names = { local: 'milan', remote: 'frankfurt' };

test('without a terminal every change of text is one line, and nothing is repeated', async () => {
  const shell = testShell([]);
  const progress = await createProgress(shell, names);
  progress.update({ stage: 'inspect', side: 'local', text: 'reading' });
  progress.update({ stage: 'inspect', side: 'remote', text: 'reading' });
  progress.update({ stage: 'inspect', side: 'local', text: 'reading' });
  progress.update({ stage: 'probe', side: 'local', text: 'waiting for\u001B[2J the pod' });
  progress.update({ stage: 'judge', text: 'judging' });
  progress.stop();
  expect(shell.written.stderr).toBe(
    'milan: reading\nfrankfurt: reading\nmilan: waiting for [2J the pod\njudging\n',
  );
});

test('a terminal without columns gets plain lines, since a spinner would never return', async () => {
  let text = '';
  const stderr = collector((chunk) => (text += chunk), { isTTY: true, columns: 0 });
  const progress = await createProgress(testShell([], { stderr }), names);
  progress.update({ stage: 'judge', text: 'judging' });
  progress.stop();
  expect(text).toBe('judging\n');
});

test('on a terminal one line shows what both clusters wait for, and is taken away', async () => {
  let text = '';
  const stderr = Object.assign(
    collector((chunk) => (text += chunk), { isTTY: true, columns: 40 }),
    { cursorTo: () => true, clearLine: () => true, moveCursor: () => true },
  );
  const progress = await createProgress(testShell([], { stderr }), names);
  progress.update({ stage: 'probe', side: 'local', text: 'pulling' });
  progress.update({ stage: 'probe', side: 'remote', text: 'waiting for an address of the load balancer' });
  await expect.poll(() => text).toContain('milan: pulling | frankfurt: waiting');
  // 40 columns, less the spinner and a margin: the end of the longer wait is cut off.
  expect(text).not.toContain('load balancer');
  progress.stop();
  const after = text;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(text).toBe(after);
});
