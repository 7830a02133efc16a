import { expect, test } from 'vitest';

import { runRights } from '../../src/check/run-rights.js';
import { grantsOf } from '../helpers/cluster-roles.js';

test('asks for every right of the documented Role, and for no other', async () => {
  const grants = await grantsOf('docs/roles/check.yaml');
  const asked = runRights.map(({ verb, resource }) => `${verb} ${resource}`);
  expect(asked.toSorted()).toEqual(grants.map(({ verb, resource }) => `${verb} ${resource}`).toSorted());
});
