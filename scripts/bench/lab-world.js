// Takes the place of src/probe/node-world.ts where a check is measured on the lab: the operator's machine is one of the
// simulated network's.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { RemoteSession } from '../../src/lab/runner/remote-session.ts';
import { virtualWorld } from '../../src/lab/runner/virtual-world.ts';

const { networkPort, token } = JSON.parse(process.env.LIQO_DOCTOR_BENCH ?? '{}');
const sockets = [];
const note = ({ socket }) => sockets.push(socket);
subscribe('net.client.socket', note);
const session = await RemoteSession.open(networkPort, token);
unsubscribe('net.client.socket', note);
// The process ends when its work is done, as it does over Node's own sockets.
for (const socket of sockets) socket.unref();

export const nodeWorld = () => virtualWorld(session);
