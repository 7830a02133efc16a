import { abortAfter } from '../../probe/deadline.js';
import type { CheckOutcome, StartFailure } from '../check-request.js';
import { beginHalf } from './begin-half.js';
import { HalfInExchange } from './half-in-exchange.js';
import type { HalfEnvironment, HalfRequest } from './half-request.js';

/**
 * One operator's half of a run, whose other half somebody else makes at the same time. Both hand out what they read of
 * their own cluster; with both at hand each plans the same run, raises the stand-ins of its own cluster, tells where they
 * are, and probes the other's. It goes on until each half has answered all that the other one tells. What was created is
 * removed at the end, and both operators get the same report.
 */
export async function runHalf(request: HalfRequest, environment: HalfEnvironment): Promise<CheckOutcome> {
  const signal = abortAfter(request.timeoutMs, environment.signal);
  const begun = await beginHalf(request, environment);
  if (isInterrupted(environment)) return { kind: 'interrupted', leftovers: [] };
  if (!begun.ok) return couldNotStart(begun.failure);
  const half = new HalfInExchange({ ...request, ...begun.value }, environment, signal);
  try {
    const ended = await half.exchange();
    if (!ended.ok) return couldNotStart(ended.failure);
    if (isInterrupted(environment)) return { kind: 'interrupted', leftovers: await half.end() };
    const report = half.judge();
    if (!report.ok) return couldNotStart(report.failure);
    environment.onReport(report.value);
    return { kind: 'report', report: report.value, leftovers: await half.end() };
  } finally {
    await half.end();
  }
}

function isInterrupted({ signal }: HalfEnvironment): boolean {
  return signal.aborted;
}

function couldNotStart(reason: StartFailure): CheckOutcome {
  return { kind: 'could-not-start', failure: reason };
}
