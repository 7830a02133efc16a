import { expect, test } from 'vitest';

import { nameThatStopsLiqo } from '../../src/liqo/domain-reading.js';
import type { ListedName } from '../../src/model/discovery.js';

const whole: ListedName = {
  name: 'a.example.com',
  target: 'auth.example.com',
  port: 443,
  code: 'NOERROR',
  isAlias: false,
};
const none: ListedName = { name: 'b.example.com', code: 'NOERROR', isAlias: false };

// Worked out from `resolveWan`: in.Answer[0] is taken for an SRV record, and no answer is an error for all.
test.each([
  ['an SRV record', whole, false],
  ['no record', none, true],
  ['a server that fails', { ...none, code: 'SERVFAIL' }, true],
  ['an alias with an SRV record behind it', { ...whole, isAlias: true, alias: 'c.example.com' }, true],
  ['an answer that is cut to nothing, though it is whole over TCP', { ...whole, isCut: true }, true],
  // A lost datagram says nothing of what Liqo's own server answers.
  ['no answer at all', { ...none, code: 'TIMEOUT' }, false],
  ['a server without a route to it', { ...none, code: 'ENETUNREACH' }, false],
  ['a code beyond those of RFC 1035', { ...none, code: 'RCODE16' }, true],
  // There is a record, whose host is ".": Liqo gets no further with it, but goes on to the next one.
  ['a host that says that there is no service', { ...none, isDeclined: true }, false],
  ['no record of a name in the part that Liqo does not read', { ...none, isBeyondCut: true }, false],
] as const)('Liqo ends at %s or gets past it', (_, listed, isEnd) => {
  expect(nameThatStopsLiqo({ names: [whole, listed] })).toEqual(isEnd ? listed : undefined);
});
