import { createServer } from 'node:http';
import { connect as dial, type AddressInfo } from 'node:net';

/** An HTTP proxy on 127.0.0.1 that tunnels every CONNECT to one port of 127.0.0.1, whatever host is asked for. */
export interface ConnectProxy {
  readonly url: string;
  /** The hosts with ports that were asked for, in their order. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy whose tunnels all lead to `port`. */
export async function startConnectProxy(port: number): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const upstream = dial(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    tunnels,
    close: () => {
      proxy.closeAllConnections();
      return new Promise((resolve) => proxy.close(() => resolve()));
    },
  };
}
