import { createServer } from 'node:http';

import type { HttpsListener } from '../api/api-server.js';
import { listenHttps, listenOn } from '../api/api-server.js';
import { liqoAuthCertificate } from '../api/certificates.js';
import { tellingPlainClients } from './plain-clients.js';

/** Liqo's authentication server, listening on a loopback port. */
export type LiqoAuthServer = HttpsListener;

/** Whose server it is, and whether it speaks TLS (`auth.tls`). */
export interface AuthServerIdentity {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly tls: boolean;
}

/**
 * Serves `GET /ids` as liqo-auth does: JSON without a content type; 404 and 405 as its router has them (v0.10.3). With
 * TLS it tells clients that come without, as servers written in Go do.
 */
export async function startAuthServer({ tls, ...identity }: AuthServerIdentity): Promise<LiqoAuthServer> {
  const answer: Parameters<typeof listenHttps>[1] = (request, response) => {
    if (request.url !== '/ids') response.writeHead(404).end('404 page not found\n');
    else if (request.method !== 'GET') response.writeHead(405).end('Method Not Allowed\n');
    else response.end(JSON.stringify(identity));
  };
  if (!tls) return listenOn(createServer(answer));
  return tellingPlainClients(await listenHttps(await liqoAuthCertificate(), answer));
}
