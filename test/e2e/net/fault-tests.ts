import { expect } from 'vitest';

import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { type Fault, killPods, runWithFault, soundTopology } from './faults.js';
import { unlessHeldUp } from './machine-load.js';
import { labPrograms, type RealLab } from './start-real-lab.js';

const timeoutMs = 900_000;

/** The verdicts that are not wrong. */
type Verdicts = readonly ('ready' | 'not-ready' | 'undetermined')[];

function testFault(title: string, verdicts: Verdicts, fault: Fault): void {
  testWithNamespaces(title, { programs: labPrograms, timeoutMs }, async ({ annotate }) => {
    const again: string[] = [];
    await unlessHeldUp(again, async (note) => {
      const { run, leftBehind } = await runWithFault(fault);
      note(run.report);
      expect(verdicts, run.messages).toContain(run.report.verdict);
      expect(leftBehind).toEqual([]);
    });
    for (const why of again) await annotate(why);
  });
}

const rules = (...lines: readonly string[]): string =>
  [
    'table inet fault {',
    'chain forward {',
    'type filter hook forward priority 10; policy accept;',
    ...lines,
    '}',
    '}',
    '',
  ].join('\n');

const onInternet =
  (...lines: readonly string[]) =>
  ({ network }: RealLab): Promise<void> =>
    network.namespaces.load('internet', rules(...lines));

const setLink = ({ network }: RealLab, state: 'up' | 'down'): Promise<void> =>
  network.namespaces.ip('remote-router', [
    `link set dev outside ${state}`,
    // Taken away with the link.
    ...(state === 'up'
      ? [
          'route add 169.254.0.1 dev outside scope link',
          'route add default via 169.254.0.1 dev outside onlink',
        ]
      : []),
  ]);

/** What goes wrong while a check runs, of Liqo without an authentication server. */
export function testFaults(): void {
  testFault(
    'a link that goes down before anything is probed is not called ready',
    ['not-ready', 'undetermined'],
    {
      topology: soundTopology(),
      after: 'responder',
      happens: (lab) => setLink(lab, 'down'),
    },
  );

  testFault('a link that is down for a second makes nothing unreachable', ['ready', 'undetermined'], {
    topology: soundTopology(),
    after: 'prober',
    happens: async (lab) => {
      await setLink(lab, 'down');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await setLink(lab, 'up');
    },
  });

  testFault(
    'a firewall that closes before anything is probed is not called ready',
    ['not-ready', 'undetermined'],
    {
      topology: soundTopology(),
      after: 'responder',
      happens: onInternet('meta l4proto { tcp, udp } ct state new drop'),
    },
  );

  testFault('a tenth of all packets lost in each direction makes nothing unreachable', ['ready'], {
    topology: soundTopology(),
    after: 'responder',
    happens: onInternet('numgen random mod 100 < 10 drop'),
  });

  testFault('a responder that is killed is not taken for a firewall', ['ready', 'undetermined'], {
    topology: soundTopology(),
    after: 'prober',
    happens: (lab) => killPods(lab, 'remote', 'responder'),
  });

  testFault('API servers that take their time change nothing', ['ready'], {
    topology: soundTopology({ delayMs: 300 }),
  });

  testFault('API servers that reset connections change nothing', ['ready'], {
    topology: soundTopology({ everyNth: { n: 12, what: 'reset' } }),
  });

  testFault('API servers that reset the first connections of probes change nothing', ['ready'], {
    topology: soundTopology({ resetProbes: 2 }),
  });

  testFault('API servers that ask for patience change nothing', ['ready'], {
    topology: soundTopology({ everyNth: { n: 9, what: 429 } }),
  });

  testFault('API servers that fail now and then make nothing unreachable', ['ready', 'undetermined'], {
    topology: soundTopology({ everyNth: { n: 15, what: 500 } }),
  });

  testFault('watches and logs that are cut are taken up again', ['ready'], {
    topology: soundTopology(),
    after: 'prober',
    happens: ({ network }) => network.cutConnections(),
  });

  testFault('a wall clock that is three hours slow changes nothing', ['ready'], {
    topology: soundTopology(),
    nodeFlags: ['--import', clockOff(-3 * 3_600_000)],
  });
}

/** A module that shifts the wall clock of the process which imports it; the monotonic clock stays. */
function clockOff(byMs: number): string {
  const text = `const now = Date.now; const Real = Date; globalThis.Date = class extends Real { constructor(...a) { if (a.length === 0) super(now() + ${byMs}); else super(...a); } static now() { return now() + ${byMs}; } };`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
