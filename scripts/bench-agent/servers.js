// A process of its own with the endpoints: told what to serve by its parent, it answers with the port.
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createSocket } from 'node:dgram';
import { Worker } from 'node:worker_threads';
import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { addresses, clusterId, runId } from './endpoints.js';

const body = JSON.stringify({ clusterId });
const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;

/** One TLS server behind a listener on each address. */
async function serveTls({ count, net, certificate }) {
  const tls = createTlsServer(certificate, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  });
  tls.on('tlsClientError', () => {});
  let port = 0;
  for (const address of addresses(count, net)) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      tls.emit('connection', socket);
    });
    server.listen(port, address);
    await once(server, 'listening');
    port = server.address().port;
  }
  return port;
}

/** One responder of ours on each address, each with its own memory and rate limit. */
async function serveDatagrams({ count, net, modules, keyHex }) {
  const { Responder } = await import(modules);
  const identity = { runId, key: Uint8Array.from(Buffer.from(keyHex, 'hex')) };
  const clock = { now: () => performance.now(), wallTime: () => Date.now() };
  let port = 0;
  for (const address of addresses(count, net)) {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 18 });
    socket.bind(port, address);
    await once(socket, 'listening');
    port = socket.address().port;
    const responder = new Responder({ identity, clock, onArrival: () => {} });
    responder.serveDatagrams(asUdpSocket(socket));
  }
  return port;
}

function asUdpSocket(socket) {
  return {
    localAddress: '',
    send: (payload, to) =>
      new Promise((resolve) => {
        socket.send(payload, to.port, to.address, (error) => resolve(error?.code));
      }),
    onDatagram: (listener) =>
      socket.on('message', (payload, { address, port }) => listener({ payload, address, port })),
    onError: (listener) => socket.on('error', (error) => listener(error.code)),
    close: () => socket.close(),
  };
}

const saturated = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '0.0.0.0', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  // Never returns to the event loop, hence never accepts.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

/**
 * A port with a full listen queue, on all addresses at once: the kernel drops every further SYN, as a filtering
 * firewall does. Needs no privilege and depends on no route.
 */
async function serveNothing() {
  const [port] = await once(new Worker(saturated, { eval: true }), 'message');
  for (let hanging = 0; hanging < 3;) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    const isConnected = await Promise.race([once(socket, 'connect').then(() => true), sleep(150, false)]);
    hanging = isConnected ? 0 : hanging + 1;
  }
  return port;
}

const kinds = { tls: serveTls, datagrams: serveDatagrams, nothing: serveNothing };

process.on('message', async (wish) => {
  process.send({ port: await kinds[wish.kind](wish) });
});
process.on('disconnect', () => process.exit());
