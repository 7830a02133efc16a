import type { HttpsListener } from '../api/api-server.js';
import { listenHttps } from '../api/api-server.js';
import { liqoAuthCertificate } from '../api/certificates.js';

/** Liqo's authentication server, listening on a loopback port. */
export type LiqoAuthServer = HttpsListener;

/** Serves `GET /ids` as liqo-auth does: JSON without a content type; 404 and 405 as its router has them (v0.10.3). */
export async function startAuthServer(identity: {
  readonly clusterId: string;
  readonly clusterName: string;
}): Promise<LiqoAuthServer> {
  return listenHttps(await liqoAuthCertificate(), (request, response) => {
    if (request.url !== '/ids') response.writeHead(404).end('404 page not found\n');
    else if (request.method !== 'GET') response.writeHead(405).end('Method Not Allowed\n');
    else response.end(JSON.stringify(identity));
  });
}
