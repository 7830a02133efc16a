import { expect, test } from 'vitest';

import { clusterIdForm } from '../../src/liqo/cluster-id.js';
import { releaseOf } from './releases.js';

const uuid = '5b6f1c1e-8d5f-4f4b-9a3e-2f1d5b6f1c1e';

test.each([
  ['v1.2.0: a name of letters, digits and hyphens is valid', 'v1.2.0', 'milan-2', 'valid'],
  ['v1.2.0: a UUID is valid', 'v1.2.0', uuid, 'valid'],
  ['v1.2.0: a cluster ID with an upper-case letter is refused', 'v1.2.0', 'Milan', 'refused'],
  ['v1.2.0: a cluster ID that ends in a hyphen is refused', 'v1.2.0', 'milan-', 'refused'],
  ['v1.2.0: an empty cluster ID is refused', 'v1.2.0', '', 'refused'],
  ['v1.2.0: a cluster ID of 63 characters is valid', 'v1.2.0', 'a'.repeat(63), 'valid'],
  ['v1.2.0: one of 64 is refused, which the chart would take', 'v1.2.0', 'a'.repeat(64), 'refused'],
  ['v1.0.0: a dot in a cluster ID is refused', 'v1.0.0', 'milan.it', 'refused'],
  ['v0.10.3: a UUID is valid', 'v0.10.3', uuid, 'valid'],
  ['v0.10.3: a label that is no UUID is unusual, but runs', 'v0.10.3', 'milan', 'unusual'],
  ['v0.10.3: an upper-case UUID is refused', 'v0.10.3', uuid.toUpperCase(), 'refused'],
  ['v0.3.2: an underscore in a cluster ID is refused', 'v0.3.2', 'milan_2', 'refused'],
  ['v0.3.1: nothing looks at the cluster ID', 'v0.3.1', 'milan_2', 'unchecked'],
] as const)('%s', (...[, version, id, form]) => {
  expect(clusterIdForm(id, releaseOf(version))).toBe(form);
});
