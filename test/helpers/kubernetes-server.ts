import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import type { ClusterConnection } from '../../src/kubernetes/connection.js';
import { connect } from '../../src/kubernetes/connect.js';
import type { LoadedKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import { makeCertificate, type TestCertificate } from './kubernetes-certificate.js';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers one request; a handler that does nothing lets the client wait. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTPS server on 127.0.0.1 in the place of an API server. */
export interface KubernetesServer {
  readonly url: string;
  readonly port: number;
  readonly certificate: TestCertificate;
  readonly requests: readonly SeenRequest[];
  /** How many TCP connections were ever opened. */
  connections(): number;
  /** How many are open now. */
  openConnections(): number;
  close(): Promise<void>;
}

/** Starts a server that answers with `handler`. */
export async function startServer(handler: Handler): Promise<KubernetesServer> {
  const certificate = await makeCertificate();
  const requests: SeenRequest[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer(
    { cert: certificate.certificate, key: certificate.key },
    (request, response) => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      handler(request, response);
    },
  );
  server.on('connection', (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    certificate,
    requests,
    connections: () => connections,
    openConnections: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** A Kubernetes `Status` as the API server answers failures. */
export function status(code: number, reason: string, message: string): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

/** The authorizer's refusal. SOURCE: kubernetes apiserver, `forbiddenMessage`. */
export function forbidden(verb: string, resource: string): object {
  return status(
    403,
    'Forbidden',
    `${resource} is forbidden: User "jane" cannot ${verb} resource "${resource}" in API group "" at the cluster scope`,
  );
}

/** A kubeconfig context for a server, with a bearer token. */
export function kubeconfigFor(
  server: Pick<KubernetesServer, 'url' | 'certificate'>,
  overrides: Partial<LoadedKubeconfig> = {},
): LoadedKubeconfig {
  return {
    contextName: 'milan',
    server: server.url,
    certificateAuthority: server.certificate.authority,
    cluster: {
      name: 'milan',
      server: server.url,
      skipTLSVerify: false,
      caData: Buffer.from(server.certificate.authority).toString('base64'),
    },
    user: { name: 'jane', token: 'not-a-secret' },
    exec: undefined,
    context: { name: 'milan', cluster: 'milan', user: 'jane' },
    files: [],
    ...overrides,
  };
}

/** Runs `use` against a server and a connection to it, and closes both. */
export async function withServer(
  handler: Handler,
  use: (server: KubernetesServer, connection: ClusterConnection) => Promise<void>,
  timeoutMs = 5_000,
): Promise<void> {
  const server = await startServer(handler);
  const connection = connect(kubeconfigFor(server), { timeoutMs });
  try {
    await use(server, connection);
  } finally {
    connection.close();
    await server.close();
  }
}
