import type { Finding } from '../../model/finding.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-PLAT-001: the scenario that the operator named against the one that packets show. */
export function scenarioAgrees({ intent, contradictedBy }: RuleContext): readonly Finding[] {
  const code = 'LD-PLAT-001';
  if (intent.scenario === undefined) {
    return [makeFinding(code, { status: 'skip', reason: 'No scenario was named.' })];
  }
  if (contradictedBy === undefined) return [makeFinding(code, { status: 'pass' })];
  const reason = `The scenario ${intent.scenario} was named, but what was seen shows ${contradictedBy}.`;
  return [makeFinding(code, { status: 'warn', reason })];
}
