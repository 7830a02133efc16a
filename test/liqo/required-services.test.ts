import { expect, test } from 'vitest';

import { requiredServices } from '../../src/liqo/required-services.js';

/** `service cluster<-from applicability`, one line per entry. */
function lines(...parameters: Parameters<typeof requiredServices>): string[] {
  return requiredServices(...parameters).map(
    ({ service, cluster, from, applicability }) => `${service} ${cluster}<-${from} ${applicability}`,
  );
}

test.each(['g1', 'g2'] as const)(
  '%s out-of-band needs auth and API server both ways, and a gateway',
  (generation) => {
    expect(lines(generation, 'out-of-band', false)).toEqual([
      'auth remote<-local required',
      'auth local<-remote required',
      'apiServer remote<-local required',
      'apiServer local<-remote required',
      'gateway remote<-local required',
      'gateway local<-remote required',
    ]);
  },
);

test.each(['g1', 'g2'] as const)('%s in-band needs a gateway only', (generation) => {
  expect(lines(generation, 'in-band', false)).toEqual([
    'auth remote<-local not-applicable',
    'auth local<-remote not-applicable',
    'apiServer remote<-local not-applicable',
    'apiServer local<-remote not-applicable',
    'gateway remote<-local required',
    'gateway local<-remote required',
  ]);
});

test('g3 out-of-band needs the API server of the provider and a gateway, and has no auth', () => {
  expect(lines('g3', 'out-of-band', false)).toEqual([
    'apiServer remote<-local required',
    'apiServer local<-remote not-applicable',
    'gateway remote<-local required',
    'gateway local<-remote required',
  ]);
});

test('g3 in-band needs a gateway only', () => {
  expect(lines('g3', 'in-band', false)).toEqual([
    'apiServer remote<-local not-applicable',
    'apiServer local<-remote not-applicable',
    'gateway remote<-local required',
    'gateway local<-remote required',
  ]);
});

test('g3 without networking needs the API server of the provider only', () => {
  expect(lines('g3', 'out-of-band', true)).toEqual([
    'apiServer remote<-local required',
    'apiServer local<-remote not-applicable',
    'gateway remote<-local not-applicable',
    'gateway local<-remote not-applicable',
  ]);
});

test('the two gateways, and nothing else, are one group, and every entry has a reason', () => {
  for (const generation of ['g1', 'g2', 'g3'] as const) {
    for (const entry of requiredServices(generation, 'out-of-band', false)) {
      expect(entry.group).toBe(entry.service === 'gateway' ? 'gateway' : undefined);
      expect(entry.reason).toMatch(/^[A-Z].*\.$/);
    }
  }
});
