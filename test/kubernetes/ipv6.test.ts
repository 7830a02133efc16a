import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { connect } from '../../src/kubernetes/connect.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { createAuthority } from '../helpers/probe-certificates.js';

const hasIpv6 = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .some(({ address }) => address === '::1');

test.skipIf(!hasIpv6)('reaches an API server whose kubeconfig names an IPv6 address', async () => {
  const { read, names } = await readFromLoopback('::1');
  expect(read).toMatchObject({ ok: true, value: { gitVersion: 'v1.34.2' } });
  expect(names).toEqual(['kubernetes', '::1']);
});

test.skipIf(!hasIpv6)(
  'refuses an API server at an IPv6 address that its certificate does not name',
  async () => {
    const { read } = await readFromLoopback('2001:db8::1');
    expect(read).toMatchObject({
      ok: false,
      failure: { code: 'tls', cause: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  },
);

/** What an API server at ::1 answers whose certificate names this address, and the names that were seen. */
async function readFromLoopback(address: string) {
  const authority = await createAuthority('kubernetes');
  const { cert, key } = await authority.issue({ names: ['kubernetes', address] });
  const server = createServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"gitVersion":"v1.34.2"}');
  });
  server.listen(0, '::1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-ipv6-'));
  const path = join(folder, 'kubeconfig');
  await writeFile(path, kubeconfig(`https://[::1]:${port}`, authority.cert));
  const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  const connection = connect(loaded.value);
  const read = await connection.read('/version', { verb: 'get', resource: 'version' });
  const names = connection.serverCertificate()?.names;
  connection.close();
  server.close();
  await rm(folder, { recursive: true });
  return { read, names };
}

function kubeconfig(server: string, authority: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [
      {
        name: 'a',
        cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') },
      },
    ],
    users: [{ name: 'a', user: { token: 'secret' } }],
  });
}
