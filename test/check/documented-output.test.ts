import { afterAll, beforeAll, expect, test } from 'vitest';

import { buildProgram, type BuiltProgram } from '../cli/built-program.js';
import { argumentsOf, documents } from '../helpers/documented-commands.js';

let program: BuiltProgram;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program.remove());

/** A command and what a document says that it prints, or how that begins. */
const shown = documents.flatMap(([file, text]) =>
  [...text.matchAll(/^<!-- output -->\n\n```\n(?<command>[^\n]+)\n```\n\n```\n(?<output>.*?)^```$/gmsu)].map(
    ({ groups }) => [groups?.['command'] ?? '', file, groups?.['output'] ?? ''] as const,
  ),
);

/** Node ports are drawn. */
function withoutDrawnPorts(text: string): string {
  return text.replaceAll(/\b3\d{4}\b/gu, '3****');
}

test('documents show outputs', () => {
  expect(shown.length).toBeGreaterThanOrEqual(4);
});

test.concurrent.each(shown)('%s prints what %s says', { timeout: 60_000 }, async (command, _file, output) => {
  const [argv = []] = argumentsOf([command]);
  const { stdout } = await program.run(argv);
  const lines = withoutDrawnPorts(output).split('\n').length - 1;
  const printed = withoutDrawnPorts(stdout).split('\n').slice(0, lines).join('\n');
  expect(`${printed}\n`).toBe(withoutDrawnPorts(output));
});
