import { expect, test } from 'vitest';

import { defaultLimits } from '../../src/probe/limits.js';

/*
 * How often a reachable service would be called unreachable where every packet is lost with a probability of 20 %, in
 * each direction and independently: at most once in 100,000 probes, by arithmetic over the limits that probes run with.
 */

const loss = 0.2;
const accepted = 1e-5;

/** The probability that a packet or the answer to it is lost. */
const exchangeLost = 1 - (1 - loss) ** 2;

/** When Linux sends a SYN, in milliseconds; the later ones come too late for the deadline. `tcp_syn_linear_timeouts`. */
const synSchedules = [
  ['Linux before 6.5', [0, 1000, 3000, 7000]],
  ['Linux 6.5 and later', [0, 1000, 2000, 3000, 4000, 5000, 7000]],
] as const;

/** Round-trip times, in milliseconds, with the retransmission timeout that Linux derives from the first sample:
 * the sample and four times its half, which counts as 200 ms at least (RFC 6298 §2.2, `tcp_rtt_estimator`). */
const paths = [0, 50, 100, 150].map((rtt) => ({ rtt, timeout: rtt + Math.max(200, 2 * rtt) }));

/** A distribution of delays in steps of 10 ms up to a deadline; what is missing to 1 comes later. */
type Delays = readonly number[];
const step = 10;

function delays(deadline: number, at: (add: (ms: number, probability: number) => void) => void): Delays {
  const steps = Array.from({ length: Math.floor(deadline / step) + 1 }, () => 0);
  at((ms, probability) => {
    const index = Math.ceil(ms / step);
    if (index < steps.length) steps[index]! += probability;
  });
  return steps;
}

function oneAfterTheOther(one: Delays, other: Delays): Delays {
  const sum = one.map(() => 0);
  one.forEach((first, at) => {
    if (first > 0)
      for (let then = 0; at + then < sum.length; then += 1) sum[at + then]! += first * other[then]!;
  });
  return sum;
}

const probabilityBy = (all: Delays, ms: number): number =>
  all.slice(0, Math.max(0, Math.floor(ms / step) + 1)).reduce((sum, each) => sum + each, 0);

/** When a connection is established of those that are dialled, if each SYN stands for itself alone. */
function connecting(deadline: number, synAtMs: readonly number[], rtt: number): Delays {
  const syns = defaultLimits.dialAtMs
    .flatMap((dialAt) => synAtMs.map((synAt) => dialAt + synAt))
    .toSorted((one, other) => one - other);
  return delays(deadline, (add) =>
    syns.forEach((at, index) => add(at + rtt, exchangeLost ** index * (1 - exchangeLost))),
  );
}

/** When a segment of an open connection arrives, sent again after the timeout, then twice that, and so on. */
function delivering(deadline: number, timeout: number): Delays {
  return delays(deadline, (add) => {
    for (let tries = 0; tries < 8; tries += 1) add((2 ** tries - 1) * timeout, loss ** tries * (1 - loss));
  });
}

test('twenty datagrams miss a reachable responder less than once in a hundred million', () => {
  const { firstRoundMs, secondRoundMs } = defaultLimits.datagrams;
  const sent = firstRoundMs.length + secondRoundMs.length;
  expect(sent).toBe(20);
  expect(exchangeLost ** sent).toBeLessThan(1e-8);
});

test.each(synSchedules)(
  'enough SYNs leave within the deadline with the schedule of %s',
  (_kernel, synAtMs) => {
    for (const { rtt } of paths) {
      const inTime = connecting(defaultLimits.tcpMs, synAtMs, rtt);
      expect(1 - probabilityBy(inTime, defaultLimits.tcpMs)).toBeLessThan(accepted / 10);
    }
  },
);

test.each(synSchedules)('TCP, TLS and HTTP together stay within the limit on %s', (_kernel, synAtMs) => {
  // All of TLS and HTTP within the time of TLS alone, which makes it worse than it is.
  const deadline = Math.min(defaultLimits.tlsMs, defaultLimits.httpMs);
  for (const { rtt, timeout } of paths) {
    // ClientHello; the server's greeting in three segments; Finished and the request; the answer in two: each of them
    // waited for before the next is sent, which makes it worse than it is.
    const segment = delivering(deadline, timeout);
    const conversation = Array.from({ length: 7 }).reduce<Delays>(
      (sum) => oneAfterTheOther(sum, segment),
      segment,
    );
    const connection = connecting(deadline, synAtMs, rtt);
    const missed = defaultLimits.converseAtMs.map((beginsAt, index) => {
      const whole = index === 0 ? conversation : oneAfterTheOther(connection, conversation);
      return 1 - probabilityBy(whole, deadline - beginsAt - 2 * rtt);
    });
    // One conversation alone would not do.
    expect(missed[0]).toBeGreaterThan(1e-3);
    const notConnected =
      1 - probabilityBy(connecting(defaultLimits.tcpMs, synAtMs, rtt), defaultLimits.tcpMs);
    const called = notConnected + missed.reduce((product, each) => product * each, 1);
    expect(called).toBeLessThan(accepted);
  }
});

test('a blocked address costs one deadline: nothing is begun that could outlast it', () => {
  const { dialAtMs, converseAtMs, tcpMs, tlsMs } = defaultLimits;
  expect(Math.max(...dialAtMs)).toBeLessThan(tcpMs);
  expect(Math.max(...converseAtMs)).toBeLessThan(tlsMs);
});
