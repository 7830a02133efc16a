import { expect, test } from 'vitest';

import type { GatewayProbe } from '../../src/model/agent-plan.js';
import { decodeDatagram } from '../../src/probe/datagram.js';
import { closedUdpPort, startUdp } from '../helpers/probe-servers.js';
import { given, observe, testIdentity } from '../helpers/probe-setup.js';

const probeOf = (port: number): GatewayProbe => ({
  kind: 'live-gateway',
  id: 'remote-gateway-endpoint-1',
  purpose: 'endpoint',
  service: 'gateway',
  target: 'remote',
  host: '127.0.0.1',
  port,
});

const asked = { protocol: 'udp', phase: 'udp', phases: ['udp'] } as const;

test('is silent, without a cause, before a gateway that answers no stranger', async () => {
  const received: string[] = [];
  const port = await startUdp((payload) => {
    const decoded = decodeDatagram(payload, testIdentity);
    received.push(decoded.ok ? decoded.value.probe : decoded.failure);
  });
  const task = probeOf(port);
  const { datagrams, ...seen } = await observe(task);
  expect(seen).toEqual({ ...given(task), ...asked, outcome: 'silent' });
  expect(datagrams).toMatchObject({ sent: 8, received: 0, duplicates: 0, lost: 8 });
  expect(datagrams?.flows?.map(({ sent }) => sent)).toEqual([2, 2, 2, 2]);
  expect(received).toEqual(Array.from({ length: 8 }, () => 'remote-gateway-endpoint-1'));
});

test('is refused when nothing is bound to the port', async () => {
  const task = probeOf(await closedUdpPort());
  const { datagrams, ...seen } = await observe(task);
  expect(seen).toEqual({ ...given(task), ...asked, outcome: 'refused' });
  expect(datagrams?.sent).toBeLessThan(8);
});
