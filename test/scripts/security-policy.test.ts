import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

const policy = await readFile('SECURITY.md', 'utf8');
const references = [...policy.matchAll(/^- `(?<file>test\/[\w/.-]+)`: “(?<title>[^”]+)”$/gmu)].map(
  ({ groups }) => [groups?.['file'] ?? '', groups?.['title'] ?? ''] as const,
);

test('every line of SECURITY.md that names a file of the tests names a test of it', () => {
  const lines = policy.split('\n').filter((line) => line.startsWith('- `test/'));
  expect(lines).toHaveLength(references.length);
  expect(references.length).toBeGreaterThan(20);
});

test.each(references)('%s has the test “%s”', async (file, title) => {
  const source = await readFile(file, 'utf8');
  // A part of a title stands within the quotes of one that may go on.
  const quoted = source.match(/(?<=['"`])[^\n]*(?=['"`])/gu) ?? [];
  expect(quoted.some((text) => text.includes(title))).toBe(true);
});

test('is published, with the digest of the agent told as the report tells it', async () => {
  const { files, version } = JSON.parse(await readFile('package.json', 'utf8')) as {
    files: string[];
    version: string;
  };
  expect(files).toContain('SECURITY.md');
  expect(policy).toContain(`liqo-doctor@${version} `);
  const schema = JSON.parse(await readFile('docs/report-schema.json', 'utf8')) as object;
  expect(JSON.stringify(schema)).toContain('"agentSha256"');
});
