import { PassThrough, Duplex } from 'node:stream';

import { buildDigest } from '../../src/agent/digest.js';
import { createLineCutter } from '../../src/kubernetes/log-lines.js';
import { agentDigestSchema, agentEventSchema } from '../../src/model/agent-event.js';
import { parseJson } from '../../src/model/parse-json.js';
import { datagramBytes, decodeDatagram, encodeDatagram } from '../../src/probe/datagram.js';
import { DatagramSession } from '../../src/probe/datagram-session.js';
import { CapturedDatagrams } from '../../src/probe/captured-datagrams.js';
import { httpGet } from '../../src/probe/http-get.js';
import { readLine } from '../../src/probe/line.js';
import { parseHead, recognisePlainMiddlebox } from '../../src/probe/middlebox.js';
import { createProbeContext } from '../../src/probe/probe-context.js';
import { streamLineBytes } from '../../src/probe/probe-stream.js';
import { Responder } from '../../src/probe/responder.js';
import { recogniseFirstBytes, wantsClientCertificate } from '../../src/probe/tls-bytes.js';
import type { Datagram, UdpSocket } from '../../src/probe/world.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import type { Fuzz } from './fuzz.js';
import { mdnsParser } from './fuzz-mdns.js';
import { wireGuardInitiatorParser, wireGuardResponderParser } from './fuzz-wireguard.js';
import { tcpdumpText } from './tcpdump-text.js';

/** What a parser has to keep to whatever it is given; it throws where it does not. */
export interface FuzzedParser {
  readonly name: string;
  /** How many inputs it gets for each of the cheapest parsers' inputs, at most 1. */
  readonly share: number;
  feed(fuzz: Fuzz): Promise<void> | void;
}

const identity = { runId: 'fuzz', key: new Uint8Array(16).fill(7) };
const stranger = { runId: 'fuzz', key: new Uint8Array(16).fill(8) };
const nonce = new Uint8Array(16).fill(3);
const request = { type: 'request', probe: 'remote-gateway-1', sequence: 0, nonce } as const;
const source = '203.0.113.8:40582';

function assert(isKept: boolean, rule: string): asserts isKept {
  if (!isKept) throw new Error(`broken: ${rule}`);
}

/** A socket that hands in what a test delivers and keeps count of what is sent. */
function memorySocket() {
  let deliver: (datagram: Datagram) => void = () => {};
  const state = { sent: 0, largest: 0, last: Buffer.alloc(0) };
  const socket: UdpSocket = {
    localAddress: '10.0.0.7:50000',
    send: (payload) => {
      state.sent += 1;
      state.largest = Math.max(state.largest, payload.length);
      state.last = Buffer.from(payload);
      return Promise.resolve(undefined);
    },
    onDatagram: (listener) => {
      deliver = listener;
    },
    onError: () => {},
    close: () => {},
  };
  return { socket, state, deliver: (datagram: Datagram) => deliver(datagram) };
}

/** Datagrams to a responder: it may answer only what this run's key has signed, once, and no larger than it was. */
function responderParser(): FuzzedParser {
  const { socket, state, deliver } = memorySocket();
  let now = 0;
  const clock = { now: () => (now += 1), wallTime: () => 0 };
  const responder = new Responder({ identity, clock, onArrival: () => {} });
  responder.serveDatagrams(socket);
  let sequence = 0;
  const feed = (fuzz: Fuzz) => {
    const long = fuzz.below(4) === 0 && { bytes: datagramBytes + 1 + fuzz.below(1400) };
    const wishes = { ...long, ...(fuzz.below(2) === 0 && { wantsFullSize: true }) };
    const fresh = encodeDatagram({ ...request, ...wishes, sequence: (sequence += 1) }, identity);
    const { bytes, kind } = fuzz.datagram(fresh, {
      replayed: encodeDatagram({ ...request, sequence: Math.max(1, sequence - 1) }, identity),
      forged: encodeDatagram({ ...request, sequence }, stranger),
      reflected: encodeDatagram({ ...request, sequence, type: 'reply', source }, identity),
    });
    // The one before was told in full, so a replay of it is one.
    if (kind === 'replayed') deliver({ payload: bytes, address: '203.0.113.8', port: 1 });
    const before = state.sent;
    const isNew = decodeDatagram(bytes, identity).ok && kind === 'valid';
    deliver({ payload: bytes, address: '198.51.100.66', port: 53 });
    assert(state.sent - before === (isNew ? 1 : 0), `a responder answers ${kind} datagrams as it must`);
    if (isNew) assert(state.last.length <= bytes.length, 'a reply is no larger than its request');
    assert(responder.arrivals.length <= 512, 'a responder remembers few probes');
  };
  return { name: 'datagrams, as a responder', share: 1, feed };
}

/** Datagrams to a prober: it may count only authentic replies to what it sent, once each. */
function proberParser(): FuzzedParser {
  const { socket, state, deliver } = memorySocket();
  const context = createProbeContext({
    world: nodeWorld(),
    from: 'local',
    view: 'pod',
    ...identity,
    signal: new AbortController().signal,
  });
  let session: DatagramSession | undefined;
  let fed = 0;
  const feed = async (fuzz: Fuzz) => {
    if (session === undefined || fed % 500 === 0) {
      session = new DatagramSession(request.probe, [socket], context);
      await session.run({ sendAtMs: Array.from({ length: 50 }, () => 0), endMs: 0, isEnough: () => false });
    }
    fed += 1;
    const sent = decodeDatagram(state.last, identity);
    assert(sent.ok, 'a prober sends authentic requests');
    const sequence = fuzz.below(50);
    const reply = { ...sent.value, sequence, type: 'reply', source } as const;
    const { bytes, kind } = fuzz.datagram(encodeDatagram(reply, identity), {
      replayed: encodeDatagram({ ...reply, nonce }, identity),
      forged: encodeDatagram(reply, stranger),
      reflected: state.last,
    });
    const { received, duplicates } = session.tally;
    deliver({ payload: bytes, address: '203.0.113.8', port: 51820 });
    const { tally } = session;
    const taken = tally.received - received + (tally.duplicates - duplicates);
    assert(taken === (kind === 'valid' ? 1 : 0), `a prober counts ${kind} datagrams as it must`);
    assert(tally.received <= 50, 'a prober counts no more replies than it sent requests');
  };
  return { name: 'datagrams, as a prober', share: 1, feed };
}

/** The line of a stand-in over TCP: what is not one line of an authentic message is nothing. */
const lineParser: FuzzedParser = {
  name: 'the line over TCP',
  share: 0.2,
  feed: async (fuzz) => {
    const reply = encodeDatagram({ ...request, type: 'reply', source }, identity);
    const { bytes, kind } = fuzz.bytes(Buffer.from(`${reply.toString('base64')}\n`));
    const stream = new PassThrough();
    const reading = readLine(stream, streamLineBytes, new AbortController().signal);
    for (const chunk of fuzz.chunks(bytes)) stream.write(chunk);
    stream.end();
    const line = await reading;
    stream.destroy();
    if (!line.ok) return;
    assert(line.line.length <= streamLineBytes, 'a line is no longer than allowed');
    const decoded = decodeDatagram(Buffer.from(line.line, 'base64'), identity);
    // Base64 has several spellings of the same bytes, so that a changed line may still be the authentic one.
    const isSame = Buffer.from(line.line, 'base64').equals(reply);
    assert(decoded.ok === isSame, `only an authentic line is taken for one, not a ${kind} one`);
  },
};

const httpSamples = [
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"clusterId":"c"}',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n',
  'HTTP/1.0 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: http://login.example.org/\r\n\r\n',
  `HTTP/1.1 401 Unauthorized\r\n${'X-Long: y\r\n'.repeat(40)}\r\n{"kind":"Status"}`,
].map((text) => Buffer.from(text, 'latin1'));

/** A server that has sent some bytes and ended. */
function served(chunks: readonly Buffer[]): Duplex {
  const left = [...chunks];
  return new Duplex({
    read() {
      this.push(left.shift() ?? null);
    },
    write: (_chunk, _encoding, done) => done(),
  });
}

const httpParser: FuzzedParser = {
  name: 'the HTTP answer',
  share: 0.05,
  feed: async (fuzz) => {
    const { bytes } = fuzz.bytes(fuzz.pick(httpSamples));
    const target = { host: 'auth.example.org', port: 443, path: '/ids' };
    const answer = await httpGet(served(fuzz.chunks(bytes)), target, new AbortController().signal);
    if (answer.ok) assert(answer.body.length <= 65_536, 'a body is cut at 64 KiB');
    else assert(answer.code !== '' && answer.code !== 'UNKNOWN', 'a failed answer has a code');
  },
};

const headParser: FuzzedParser = {
  name: "a middlebox's first bytes",
  share: 1,
  feed: (fuzz) => {
    const { bytes } = fuzz.bytes(fuzz.pick(httpSamples));
    const head = parseHead(bytes);
    if (head === undefined) return;
    assert(head.status >= 0 && head.status <= 999, 'a status has three digits');
    recognisePlainMiddlebox(head, 'auth.example.org');
  },
};

/** A ServerHello, a Certificate and a CertificateRequest of TLS 1.2, their contents left empty, and an alert. */
const tlsSamples = [
  Buffer.from([22, 3, 3, 0, 16, 2, 0, 0, 2, 3, 3, 11, 0, 0, 0, 13, 0, 0, 2, 1, 1]),
  Buffer.from([22, 3, 3, 0, 4, 14, 0, 0, 0, 20, 3, 3, 0, 1, 1]),
  Buffer.from([21, 3, 3, 0, 2, 2, 40]),
];

const tlsParser: FuzzedParser = {
  name: 'the bytes of TLS',
  share: 1,
  feed: (fuzz) => {
    const { bytes } = fuzz.bytes(fuzz.pick(tlsSamples));
    const { kind } = recogniseFirstBytes(bytes);
    assert((kind === 'nothing') === (bytes.length === 0), 'no bytes are nothing, and nothing else is');
    wantsClientCertificate(bytes);
  },
};

const observation = {
  type: 'observation',
  observation: {
    ...{ id: 'p', purpose: 'stand-in', service: 'gateway', target: 'remote', from: 'local', view: 'pod' },
    ...{ protocol: 'udp', host: '203.0.113.8', port: 30742, outcome: 'replied', phase: 'udp' },
    timingsMs: { udp: 3.5 },
    datagrams: { sent: 4, received: 4, duplicates: 0, rttMs: { min: 1, median: 2, max: 3 } },
  },
};
const eventSamples = [
  observation,
  { type: 'started', runId: 'x7k2p', role: 'prober', node: 'node-1' },
  { type: 'arrival', arrival: { probe: 'p', received: 2, source, sources: [{ source, received: 2 }] } },
  { type: 'finished', reason: 'done' },
].map((event) => Buffer.from(`${JSON.stringify(event)}\n`));

const eventTypes = new Set(['started', 'listening', 'observation', 'arrival', 'finished', 'crashed']);

/** The agent's log: lines that are no events are passed over, and no line is longer than 64 KiB. */
const eventParser: FuzzedParser = {
  name: "the agent's log",
  share: 0.5,
  feed: (fuzz) => {
    const { bytes } = fuzz.bytes(fuzz.pick(eventSamples));
    const cutter = createLineCutter((line) => {
      assert(line.length <= 65_536, 'a line of the log is no longer than 64 KiB');
      const event = agentEventSchema.safeParse(parseJson(line));
      if (event.success) assert(eventTypes.has(event.data.type), 'an event has a known type');
    });
    for (const chunk of fuzz.chunks(bytes)) cutter.push(chunk);
    cutter.end();
  },
};

const digestSample = Buffer.from(
  JSON.stringify(
    buildDigest({ runId: 'x7k2p', reason: 'done', outcomes: [{ id: 'p', outcome: 'silent', cause: 'c' }] }),
  ),
);

const digestParser: FuzzedParser = {
  name: "the agent's digest",
  share: 0.5,
  feed: (fuzz) => {
    const { bytes } = fuzz.bytes(digestSample);
    const digest = agentDigestSchema.safeParse(parseJson(bytes.toString('utf8')));
    if (!digest.success) return;
    const { runId, reason, outcomes } = digest.data;
    const again = JSON.stringify(buildDigest({ runId, reason, outcomes }));
    assert(Buffer.byteLength(again) <= 4096, 'a digest fits the termination message');
  },
};

/** What tcpdump writes at a gateway: only what this run's key has signed counts, and memory stays bounded. */
function captureParser(): FuzzedParser {
  let sequence = 0;
  const feed = (fuzz: Fuzz) => {
    const captured = new CapturedDatagrams(identity, [5871]);
    const by = fuzz.below(2) === 0 ? identity : stranger;
    const payload = encodeDatagram({ ...request, sequence: (sequence += 1) }, by);
    const { bytes, kind } = fuzz.bytes(Buffer.from(tcpdumpText(payload)));
    for (const chunk of fuzz.chunks(bytes)) captured.push(chunk);
    captured.end();
    const received = captured.arrivals.reduce((sum, one) => sum + one.received, 0);
    assert(received <= 1, 'one datagram counts once');
    if (by === stranger) assert(received === 0, 'a capture believes no stranger');
    if (by === identity && kind === 'valid') assert(received === 1, 'a datagram of this run is seen');
  };
  return { name: "tcpdump's output at a gateway", share: 0.2, feed };
}

/** All parsers of what comes from the network or from a pod, fresh. */
export function fuzzedParsers(): readonly FuzzedParser[] {
  return [
    responderParser(),
    proberParser(),
    wireGuardResponderParser(),
    wireGuardInitiatorParser(),
    captureParser(),
    lineParser,
    httpParser,
    headParser,
    tlsParser,
    eventParser,
    digestParser,
    mdnsParser(),
  ];
}
