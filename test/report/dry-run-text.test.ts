import { expect, test } from 'vitest';

import { renderDryRunText } from '../../src/report/dry-run-text.js';

test('lists by cluster what would be created and probed', () => {
  const text = renderDryRunText(
    {
      creates: { local: ['Namespace liqo-doctor, if it does not exist'], remote: [] },
      probes: { local: ['HTTPS 203.0.113.8 port 6443'], remote: [] },
    },
    { local: 'milan', remote: 'frankfurt' },
    { width: 100, colour: false, ascii: false, verbose: false },
  );
  expect(text.split('\n')).toEqual([
    'Dry run: nothing was created and no probe was sent.',
    '',
    'Would be created in milan (local)',
    '  Namespace liqo-doctor, if it does not exist',
    '',
    'Would be probed from milan (local)',
    '  HTTPS 203.0.113.8 port 6443',
    '',
    'Would be created in frankfurt (remote)',
    '  nothing',
    '',
    'Would be probed from frankfurt (remote)',
    '  nothing',
    '',
  ]);
});
