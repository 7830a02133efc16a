// A TLS server in the place of an API server, which notes when requests come and what they cost.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { join } from 'node:path';

import { createCertificate } from '../bench-agent/certificate.js';

/** Starts one; `answer` gives status and body for a request, 401 where it gives none. */
export async function startApiServer(answer = () => undefined) {
  const certificate = await createCertificate();
  const seen = { requests: 0, connections: 0, bytes: 0, firstRequestAt: undefined };
  const sockets = new Set();
  const server = createServer(certificate, (request, response) => {
    seen.firstRequestAt ??= performance.now();
    seen.requests += 1;
    const { status, body } = answer(request) ?? { status: 401, body: '{"kind":"Status","code":401}' };
    seen.bytes += Buffer.byteLength(body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  });
  server.on('connection', (socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${server.address().port}`,
    certificate: certificate.cert,
    seen,
    reset: () => Object.assign(seen, { requests: 0, connections: 0, bytes: 0, firstRequestAt: undefined }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Writes a kubeconfig that leads to a server; gives its path. */
export async function writeKubeconfig(folder, name, { url, certificate }) {
  const path = join(folder, `${name}.kubeconfig`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': btoa(certificate) } }],
    users: [{ name, user: { token: 'of-a-measurement' } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
