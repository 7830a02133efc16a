import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';

import { expect, onTestFinished, test } from 'vitest';

import { startControllerServer } from '../../../src/lab/ingress/controller-server.js';
import type { IngressRoute } from '../../../src/lab/ingress/ingress-rules.js';
import { startAuthServer } from '../../../src/lab/installed-liqo/auth-server.js';

const host = 'auth.milan.example.com';
const identity = { clusterId: '5b0a1c0e-6d2f-4f6e-9a51-0d3f2f1f7a01', clusterName: 'milan' };
const ids = JSON.stringify(identity);

interface Seen {
  readonly status: number;
  readonly body: string;
  /** The organisation in the certificate: the controller's, or Liqo's own. */
  readonly organisation: string | undefined;
}

/** Asks for `/ids` over TLS, with the host named in the greeting, as Liqo does. */
function ask(port: number, asked = host): Promise<Seen | string> {
  return new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: '/ids',
        servername: asked,
        headers: { host: asked },
        rejectUnauthorized: false,
        agent: false,
      },
      (answer) => {
        const { O } = (answer.socket as TLSSocket).getPeerCertificate().subject;
        const organisation = Array.isArray(O) ? O[0] : O;
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, organisation }));
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end();
  });
}

/** A controller in front of an authentication server with or without TLS. */
async function behindController(protocol: IngressRoute['protocol'], tls: boolean): Promise<number> {
  const auth = await startAuthServer({ ...identity, tls });
  const controller = await startControllerServer({
    route: (name) => (name === host ? { protocol, address: '10.51.0.9', port: 443 } : undefined),
    dial: () => auth.port,
  });
  onTestFinished(async () => {
    await Promise.all([controller.close(), auth.close()]);
  });
  return controller.port;
}

test('ends TLS and asks a plain backend, or asks a TLS backend over TLS', async () => {
  const answered = { status: 200, body: ids, organisation: 'Acme Co' };
  expect(await ask(await behindController('http', false))).toEqual(answered);
  expect(await ask(await behindController('https', true))).toEqual(answered);
});

test("passes TLS through to the backend, whose own certificate is then the client's to see", async () => {
  expect(await ask(await behindController('passthrough', true))).toEqual({
    status: 200,
    body: ids,
    organisation: 'Liqo',
  });
});

test('hands on the complaint of a TLS backend that gets plain HTTP', async () => {
  expect(await ask(await behindController('http', true))).toEqual({
    status: 400,
    body: 'Client sent an HTTP request to an HTTPS server.\n',
    organisation: 'Acme Co',
  });
});

test('answers 502 where a backend does not speak the TLS that it is spoken to', async () => {
  expect(await ask(await behindController('https', false))).toMatchObject({ status: 502 });
});

test('lets TLS that is passed through to a plain backend fail', async () => {
  expect(await ask(await behindController('passthrough', false))).toMatch(/^(EPROTO|ERR_SSL_)/);
});

test('answers 404 itself for a host that leads nowhere', async () => {
  expect(await ask(await behindController('http', false), 'other.example.com')).toMatchObject({
    status: 404,
    organisation: 'Acme Co',
  });
});
