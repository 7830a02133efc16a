import { isIPv6 } from 'node:net';

import type { MappingProbe } from '../model/agent-plan.js';
import type { Idle, Mapping } from '../model/observation.js';
import { type AskingSocket, openAskingSockets } from './asking-socket.js';
import type { Classification } from './classify.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import type { DatagramSession } from './datagram-session.js';
import { sleep } from './deadline.js';
import { formatHostPort } from './host-port.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { explainSilence } from './silence.js';

/** Sockets that ask both ports: whether one's port is kept is no accident where four agree. */
const pairedSockets = 4;

/**
 * Sockets that fall silent for each duration. A late reply is lost for other reasons than the silence with a probability
 * of 20 % at most; all eight are with one of 2.6e-6.
 */
const socketsPerSilence = 8;

/**
 * A flow has to last so long before it falls silent. Linux counts one as a stream, which it remembers longer, when it
 * has seen traffic in both directions more than two seconds after the first packet; so has every tunnel soon.
 * Source: Linux net/netfilter/nf_conntrack_proto_udp.c.
 */
const streamAfterMs = 2500;

/** A late reply is waited for so much longer than the silence lasts. */
const lateGraceMs = 2000;

/** A silence that ended so much too early measured something else. */
const earlyMs = 500;

/**
 * Asks a responder behind two ports of one address where it sees this machine's sockets.
 *
 * First come ordinary datagrams from connected sockets, which are told of refusals: without an answer to these nothing
 * is known, and `mappings` is absent. One address of the responder can show that a mapping depends on the destination's
 * port, never whether it depends on its address.
 */
export async function probeMapping(task: MappingProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port } = task;
  const found = new Map<string, Found>();
  const seen = await exchangeDatagrams(
    {
      probe: id,
      host,
      port,
      converse: async (session, address) => {
        const silence = await exchangeOnce(session, { address, port }, context);
        if (session.tally.received > 0)
          found.set(address, await findMappings(task, { session, address }, context));
        return silence;
      },
    },
    context,
  );
  return { ...seen, ...found.get(seen.address ?? host) };
}

type Found = Pick<Seen, 'mappings' | 'idle'>;

/** The address of the responder, and the sockets that it answered. */
interface Path {
  readonly session: DatagramSession;
  readonly address: string;
}

function exchangeOnce(
  session: DatagramSession,
  target: { readonly address: string; readonly port: number },
  context: ProbeContext,
): Promise<Classification | undefined> {
  const { firstRoundMs, firstRoundEndMs, wantedRefusals } = context.limits.datagrams;
  return explainSilence(target, context, () =>
    session.run({
      sendAtMs: firstRoundMs,
      endMs: firstRoundEndMs,
      isEnough: ({ received, errors }) => received > 0 || errors.length >= wantedRefusals,
    }),
  );
}

async function findMappings(task: MappingProbe, path: Path, context: ProbeContext): Promise<Found> {
  const [mappings, idle] = await Promise.all([
    askBothPorts(task, path, context),
    Promise.all(
      (task.idleMs ?? []).map((idleMs) => fallSilent(task, { address: path.address, idleMs }, context)),
    ),
  ]);
  const tried = idle.filter((each) => each.of > 0);
  return { ...(mappings.length > 0 && { mappings }), ...(tried.length > 0 && { idle: tried }) };
}

async function askBothPorts(
  { id, port, secondPort }: MappingProbe,
  { session, address }: Path,
  context: ProbeContext,
): Promise<Mapping[]> {
  const ownAddress = hostOf(session.localAddress);
  const sockets = await openAskingSockets(pairedSockets, { probe: id, family: familyOf(address) }, context);
  const ask = async (socket: AskingSocket): Promise<Mapping[]> => {
    const localAddress = formatHostPort(ownAddress, socket.port);
    const mappings: Mapping[] = [];
    for (const asked of [port, secondPort]) {
      const observedSource = await socket.ask({ address, port: asked });
      if (observedSource !== undefined) mappings.push({ port: asked, localAddress, observedSource });
    }
    return mappings;
  };
  try {
    return (await Promise.all(sockets.map(ask))).flat();
  } finally {
    for (const socket of sockets) socket.close();
  }
}

interface Silence {
  readonly address: string;
  readonly idleMs: number;
}

/** Lets several flows fall silent and listens whether the responder's next datagram still finds its way. */
async function fallSilent(
  { id, port }: MappingProbe,
  { address, idleMs }: Silence,
  context: ProbeContext,
): Promise<Idle> {
  const sockets = await openAskingSockets(
    socketsPerSilence,
    { probe: id, family: familyOf(address) },
    context,
  );
  const listen = async (socket: AskingSocket): Promise<'alive' | 'lost' | 'void'> => {
    if ((await socket.ask({ address, port })) === undefined) return 'void';
    await sleep(streamAfterMs, context.signal);
    const replyAfterSeconds = Math.round(idleMs / 1000);
    if ((await socket.ask({ address, port, replyAfterSeconds })) === undefined) return 'void';
    const silentForMs = await socket.awaitLateReply(idleMs + lateGraceMs);
    if (silentForMs === undefined) return 'lost';
    return silentForMs >= idleMs - earlyMs ? 'alive' : 'void';
  };
  try {
    const ends = await Promise.all(sockets.map(listen));
    const alive = ends.filter((end) => end === 'alive').length;
    return { idleMs, alive, of: ends.filter((end) => end !== 'void').length };
  } finally {
    for (const socket of sockets) socket.close();
  }
}

function familyOf(address: string): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}

/** The address of `192.0.2.1:4000` or `[2001:db8::1]:4000`. */
function hostOf(localAddress: string): string {
  return localAddress.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
