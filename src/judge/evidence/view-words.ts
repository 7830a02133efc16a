import type { Observation } from '../../model/observation.js';
import type { JudgeContext } from '../judge-context.js';
import { contrastOf, type ViewContrast } from './view-contrast.js';

type ViewContext = Pick<JudgeContext, 'evidence' | 'release'>;

/** What other views of the same endpoint say about a probe that failed; `undefined` when they say nothing. */
export function viewContrast(
  observation: Observation,
  { evidence, release }: ViewContext,
): ViewContrast | undefined {
  const observations = evidence.observations.map((received) => received.observation);
  return contrastOf(observation, { observations, generation: release.generation });
}

/** The same to go on within a sentence; empty when there is nothing to say. */
export function viewWords(observation: Observation, context: ViewContext): string {
  const contrast = viewContrast(observation, context);
  return contrast === undefined ? '' : `; ${contrast.text}`;
}
