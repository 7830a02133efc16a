import { matrixRows } from '../liqo/matrix-row.js';
import { latestRelease, parseRelease } from '../liqo/release.js';
import { situations } from '../liqo/requirement-matrix.js';
import { scenarioIdSchema } from '../model/peering.js';
import { success } from '../model/result.js';
import { type Matrix, renderMatrixJson, renderMatrixText } from '../report/matrix.js';
import type { MatrixOptions } from './matrix-options.js';
import type { Session } from './session.js';
import { decideAscii, decideColour, widthOf } from './terminal-style.js';

/** `liqo-doctor matrix [scenario]`: how services must be exposed. Needs no cluster. Gives the exit code. */
export async function matrix(options: MatrixOptions, { shell, writer }: Session): Promise<number> {
  const { scenario, liqoVersion, peering } = options;
  const parsed = liqoVersion === undefined ? success(latestRelease) : parseRelease(liqoVersion);
  if (!parsed.ok) return writer.failure({ code: 'usage', message: parsed.failure, exitCode: 2 });
  const release = parsed.value;
  const shown: Matrix = {
    liqoVersion: release.version,
    peering,
    scenarios: (scenario === undefined ? scenarioIdSchema.options : [scenario]).map((each) => ({
      scenario: each,
      situation: situations[each],
      rows: matrixRows(each, release, peering),
    })),
  };
  const style = {
    width: widthOf(shell.stdout),
    colour: decideColour(shell.stdout, shell.env, undefined),
    ascii: decideAscii(shell.env),
    verbose: false,
  };
  await writer.result(options.format === 'json' ? renderMatrixJson(shown) : renderMatrixText(shown, style));
  return 0;
}
