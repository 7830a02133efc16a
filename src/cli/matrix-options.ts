import * as z from 'zod/mini';

import type { PeeringIntent, ScenarioId } from '../model/peering.js';
import { scenarioIdSchema } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { choiceOption, textOption } from './option-schemas.js';
import { parseWith } from './parse-options.js';

/** What `matrix` was called with; whether the release exists is known to Liqo's room only. */
export interface MatrixOptions {
  /** All of them when absent. */
  readonly scenario?: ScenarioId | undefined;
  readonly liqoVersion?: string | undefined;
  readonly peering: PeeringIntent['peering'];
  readonly format: 'text' | 'json';
}

const matrixOptionsSchema = z.object({
  scenario: textOption,
  liqoVersion: textOption,
  peering: choiceOption(['out-of-band', 'in-band']),
  output: choiceOption(['text', 'json']),
});

/** Options from parsed arguments; fails with one line that names what is wrong. */
export function toMatrixOptions(given: Readonly<Record<string, unknown>>): Result<MatrixOptions, string> {
  const parsed = parseWith(matrixOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const { scenario: name, liqoVersion, peering, output } = parsed.value;
  const scenario = scenarioIdSchema.options.find((each) => each === name);
  if (name !== undefined && scenario === undefined) {
    return failure(`there is no scenario ${name}; there are ${scenarioIdSchema.options.join(', ')}`);
  }
  return success({ scenario, liqoVersion, peering: peering ?? 'out-of-band', format: output ?? 'text' });
}
