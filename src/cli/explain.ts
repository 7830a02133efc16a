import { catalogue, catalogueEntry } from '../judge/rules/catalogue.js';
import { renderExplanationJson, renderExplanationText } from '../report/explanation.js';
import type { ExplainOptions } from './explain-options.js';
import type { Session } from './session.js';
import { decideAscii, decideColour, widthOf } from './terminal-style.js';

/** `liqo-doctor explain <code>`: what a finding means. Needs no cluster. Gives the exit code. */
export async function explain(options: ExplainOptions, { shell, writer }: Session): Promise<number> {
  const entry = catalogueEntry(options.code);
  if (entry === undefined) {
    return writer.failure({
      code: 'usage',
      message: `there is no finding ${options.code}`,
      hint: `There are: ${catalogue.map(({ code }) => code).join(', ')}.`,
      exitCode: 2,
    });
  }
  const style = {
    width: widthOf(shell.stdout),
    colour: decideColour(shell.stdout, shell.env, undefined),
    ascii: decideAscii(shell.env),
    verbose: false,
  };
  await writer.result(
    options.format === 'json' ? renderExplanationJson(entry) : renderExplanationText(entry, style),
  );
  return 0;
}
