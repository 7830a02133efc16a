import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import type { HttpsListener } from '../api/api-server.js';
import { listenHttps, listenOn } from '../api/api-server.js';
import { ingressCertificate } from '../api/certificates.js';
import type { IngressRoute } from './ingress-rules.js';
import { serverName } from './server-name.js';

/** What a controller's server works by. */
export interface ControllerServer {
  /** Where a host leads now; `undefined` for nowhere. */
  route(host: string): IngressRoute | undefined;
  /** The loopback port behind an address and port of the cluster; `undefined` where nobody listens. */
  dial(to: Pick<IngressRoute, 'address' | 'port'>): number | undefined;
}

/**
 * Serves as ingress-nginx does: passes a connection on whose greeting names a host with passthrough; else ends TLS with
 * its own certificate and asks the backend, with 404 for a host without a route and 502 for a backend that it does not
 * understand.
 */
export async function startControllerServer(work: ControllerServer): Promise<HttpsListener> {
  const inner = await listenHttps(await ingressCertificate(), (request, response) => {
    answer(request, response, work);
  });
  const door = createServer((client) => {
    client.once('data', (greeting: Buffer) => {
      client.pause();
      passOn(client, greeting, { work, ownPort: inner.port });
    });
  });
  const outer = await listenOn(door);
  return {
    port: outer.port,
    close: async () => {
      await Promise.all([outer.close(), inner.close()]);
    },
  };
}

function passOn(
  client: Socket,
  greeting: Buffer,
  { work, ownPort }: { readonly work: ControllerServer; readonly ownPort: number },
): void {
  const name = serverName(greeting);
  const route = name === undefined ? undefined : work.route(name);
  const port = route?.protocol === 'passthrough' ? work.dial(route) : ownPort;
  if (port === undefined || client.destroyed) {
    client.destroy();
    return;
  }
  const server = connect(port, '127.0.0.1');
  server.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  server.write(greeting);
  client.pipe(server);
  server.pipe(client);
}

function answer(request: IncomingMessage, response: ServerResponse, work: ControllerServer): void {
  const host = request.headers.host?.replace(/:\d+$/, '') ?? '';
  const route = work.route(host);
  if (route === undefined) {
    page(response, 404, 'Not Found');
    return;
  }
  const port = work.dial(route);
  if (port === undefined) {
    page(response, 503, 'Service Temporarily Unavailable');
    return;
  }
  const ask = route.protocol === 'https' ? requestHttps : requestHttp;
  const { method, url: path } = request;
  const options = { host: '127.0.0.1', port, method, path, headers: { host }, rejectUnauthorized: false };
  const backend = ask({ ...options, agent: false, servername: '' }, (answered) => {
    response.writeHead(answered.statusCode ?? 502);
    answered.pipe(response);
  });
  backend.on('error', () => page(response, 502, 'Bad Gateway'));
  backend.end();
}

function page(response: ServerResponse, status: number, words: string): void {
  const title = `${status} ${words}`;
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  );
}
