import { expect, test } from 'vitest';

import type { Requirement, RequirementStatus } from '../../src/model/requirement.js';
import { openRequirements } from '../../src/report/open-requirements.js';

function gateway(cluster: 'local' | 'remote', status: RequirementStatus): Requirement {
  return {
    service: 'gateway',
    cluster,
    from: cluster === 'local' ? 'remote' : 'local',
    status,
    accepted: [],
    configured: null,
    endpoint: null,
    reason: '',
    evidence: [],
    group: 'gateway',
  };
}

// Rule 2: met if either is met, else unknown if either is unknown, else unmet; rule 12: skipped counts as unknown.
test.each<[RequirementStatus, RequirementStatus, string | undefined]>([
  ['met', 'unmet', undefined],
  ['not-applicable', 'met', undefined],
  ['unknown', 'met', undefined],
  ['unmet', 'unmet', 'unmet'],
  ['unmet', 'unknown', 'unknown'],
  ['skipped', 'unmet', 'unknown'],
  ['unmet', 'not-applicable', 'unmet'],
  ['not-applicable', 'not-applicable', undefined],
])('gateways that are %s and %s are together %s', (local, remote, status) => {
  const open = openRequirements({ requirements: [gateway('local', local), gateway('remote', remote)] });
  expect(open.map((each) => each.status)).toEqual(status === undefined ? [] : [status]);
});

test('a single requirement stands for itself, and one that is skipped is unknown', () => {
  const alone: Requirement = {
    service: 'apiServer',
    cluster: 'remote',
    from: 'local',
    status: 'skipped',
    accepted: [],
    configured: null,
    endpoint: null,
    reason: '',
    evidence: [],
  };
  expect(openRequirements({ requirements: [alone] })).toEqual([{ status: 'unknown', alternatives: [alone] }]);
});
