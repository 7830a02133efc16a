import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { checkRole, readOnlyRoles } from '../../src/workload/roles.js';

const namespaces = { liqo: 'liqo', probes: 'liqo-doctor' };

/** The roles of a file in docs/roles, the namespace beside them left out. */
async function rolesOf(file: string): Promise<unknown[]> {
  const documents = parseAllDocuments(await readFile(`docs/roles/${file}`, 'utf8'));
  return documents
    .map((document) => document.toJS() as { readonly kind: string })
    .filter(({ kind }) => kind !== 'Namespace');
}

test('the roles that are printed are the documented ones', async () => {
  expect([...readOnlyRoles(namespaces)]).toEqual(await rolesOf('read-only.yaml'));
  expect([checkRole(namespaces)]).toEqual(await rolesOf('check.yaml'));
});
