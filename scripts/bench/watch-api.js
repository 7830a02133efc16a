// Counts what API servers of this process are asked, by Node's own diagnostics channels.
import { subscribe } from 'node:diagnostics_channel';

/** Begins to count requests with a credential, which those of probes have not; by the server's port. */
export function watchApi() {
  let ports = new Map();
  subscribe('http.server.request.start', ({ request, response, socket }) => {
    if (request.headers.authorization === undefined) return;
    const { localPort } = socket;
    const seen = ports.get(localPort) ?? { calls: 0, bytes: 0, sockets: new Set(), urls: [] };
    ports.set(localPort, seen);
    seen.calls += 1;
    seen.sockets.add(socket);
    seen.urls.push(`${request.method} ${request.url}`);
    seen.bytes += Number(request.headers['content-length'] ?? 0);
    const { write, end } = response;
    const count = (chunk) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) seen.bytes += Buffer.byteLength(chunk);
    };
    response.write = function (chunk, ...rest) {
      count(chunk);
      return write.call(this, chunk, ...rest);
    };
    response.end = function (chunk, ...rest) {
      count(chunk);
      return end.call(this, chunk, ...rest);
    };
  });
  return {
    reset: () => (ports = new Map()),
    /** For each server: calls, bytes of bodies in both directions, connections that they came on, and which they were. */
    seen: () =>
      [...ports.values()].map(({ calls, bytes, sockets, urls }) => ({
        calls,
        bytes,
        connections: sockets.size,
        urls,
      })),
  };
}
