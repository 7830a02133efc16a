import type { Side } from '../../../src/model/peering.js';
import {
  cleanDesk,
  isIdentity,
  rawFlagsIn,
  runLine,
  settingsIn,
  shellWords,
  type Desk,
} from './command-lines.js';
import type { Situation } from './expected.js';
import type { PrintedBullet, PrintedChanges } from './printed-words.js';
import {
  answerFor,
  carryUdp,
  forwardRow,
  giveIpv6,
  nameInCertificate,
  NotCarriedOut,
  openFirewalls,
  publishIpv4First,
  repairLoadBalancers,
  type Deed,
  type Opening,
} from './situation-changes.js';

/** One thing that an operator does because it is printed: something at a device, or a line in a shell. */
export type Step =
  | { readonly kind: 'deed'; readonly words: string; readonly deed: Deed }
  | { readonly kind: 'line'; readonly words: string; readonly line: readonly string[] };

/**
 * The steps of a prescription or of an alternative, in order, from its printed words alone: what the bullets say is done
 * at routers, firewalls and load balancers, then the lines as they are printed. What bullets say of values and flags is
 * done by the lines, and both have to say the same.
 */
export function stepsOf(changes: PrintedChanges): Step[] {
  const deeds = changes.bullets.flatMap(({ cluster, words }): Step[] => {
    const deed = deedOf({ cluster, words }, changes);
    return deed === undefined ? [] : [{ kind: 'deed', words, deed }];
  });
  const lines = changes.commands.map((words): Step => ({ kind: 'line', words, line: shellWords(words) }));
  checkSettings(changes);
  checkFlags(changes);
  return [...deeds, ...lines];
}

/** The situation after steps were taken, in their order. */
export function carriedOut(situation: Situation, steps: readonly Step[]): Situation {
  return steps.reduce<Desk>(
    (desk, step) =>
      step.kind === 'line' ? runLine(step.line, desk) : { ...desk, situation: step.deed(desk.situation) },
    cleanDesk(situation),
  ).situation;
}

/** What is done at a device; `undefined` for what lines do. */
function deedOf(bullet: PrintedBullet, { row }: PrintedChanges): Deed | undefined {
  const { cluster, words } = bullet;
  if (words.startsWith('On the router ')) return forwarding(bullet, row);
  if (isOfValues(words) || isOfPeering(words)) return undefined;
  const named = /^Let the certificate of the API server of the (?:local|remote) cluster name (.+?): /.exec(
    words,
  )?.[1];
  if (named !== undefined) return nameInCertificate(ownSide(bullet), named);
  if (/^Give the pods of the (local|remote) cluster IPv6: /.test(words)) return giveIpv6(ownSide(bullet));
  if (/^Let the nodes of the (local|remote) cluster publish their IPv4 address first /.test(words)) {
    return publishIpv4First(ownSide(bullet));
  }
  const unresolved =
    /^Have the name (\S+) resolved for the pods of the (?:local|remote) cluster: the name server/.exec(
      words,
    )?.[1];
  if (unresolved !== undefined) return answerFor(unresolved);
  if (words.includes('load balancer controller')) return repairLoadBalancers(ownSide(bullet));
  const opened =
    /(TCP|UDP) port (?<port>\d+) of the load balancers of the (?<side>local|remote) cluster/.exec(words) ??
    /(TCP|UDP) (?<host>\S+):(?<port>\d+)/.exec(words);
  if (opened === null) throw new NotCarriedOut(words);
  const { host, port, side } = opened.groups ?? {};
  if (side !== undefined && side !== cluster)
    throw new NotCarriedOut(`whose load balancers are meant: ${words}`);
  const address = host?.replace(/^\[(.+)\]$/, '$1');
  return opening(words, {
    protocol: opened[1] === 'TCP' ? 'tcp' : 'udp',
    host: address,
    port: Number(port),
  });
}

function isOfValues(words: string): boolean {
  return /^(Set|Pin|When installing Liqo|Install Liqo) /.test(words);
}

function isOfPeering(words: string): boolean {
  return /^(Let the (consumer|provider) run the gateway server |Peer in-band)/.test(words);
}

/** The cluster that the words name, which has to be the one in front of them. */
function ownSide({ cluster, words }: PrintedBullet): Side {
  if (!words.includes(`the ${cluster} cluster`)) throw new NotCarriedOut(`which cluster is meant: ${words}`);
  return cluster;
}

function forwarding(bullet: PrintedBullet, row: string | undefined): Deed {
  const { words } = bullet;
  const [, text = '', protocol, host = '', publicPort, targetAddress = '', targetPort, passing] =
    /forward ((TCP|UDP) (.+):(\d+) → (.+?):(\d+))(, and let it pass .+)?\.$/.exec(words) ?? [];
  if (text === '' || row !== text) throw new NotCarriedOut(`the row ${row ?? ''} is not that of: ${words}`);
  const side = ownSide(bullet);
  const rule = {
    protocol: protocol === 'TCP' ? 'tcp' : 'udp',
    publicPort: Number(publicPort),
    targetAddress,
    targetPort: Number(targetPort),
  } as const;
  const forward = forwardRow(side, host, rule);
  if (passing === undefined) return forward;
  const open = opening(passing, { protocol: rule.protocol, host, port: rule.publicPort });
  return (situation) => open(forward(situation));
}

function opening(words: string, at: Pick<Opening, 'protocol' | 'host' | 'port'>): Deed {
  const [, from, to] =
    /out of the (local|remote) cluster and into the (local|remote) cluster/.exec(words) ?? [];
  if (from === undefined || to === undefined || from === to) throw new NotCarriedOut(words);
  const [outOf, into]: [Side, Side] = from === 'local' ? ['local', 'remote'] : ['remote', 'local'];
  const open = openFirewalls({ ...at, outOf, into, isReply: words.includes('the replies') });
  if (!words.includes('let the load balancer carry UDP')) return open;
  return (situation) => carryUdp(into)(open(situation));
}

/** Every value that the words name stands in the lines for that cluster, and these set nothing else. */
function checkSettings({ bullets, commands }: PrintedChanges): void {
  // An alternative is its lines alone.
  if (bullets.length === 0) return;
  const told = bullets.filter(({ words }) => isOfValues(words));
  const inWords = told.flatMap((bullet) =>
    settingsInWords(bullet).map((setting) => `${bullet.cluster}: ${setting}`),
  );
  const inLines = commands.map(shellWords).flatMap((words) =>
    settingsIn(words)
      .filter(([key]) => !isIdentity(key))
      .map(([key, value]) => `${sideInLine(words)}: ${key}=${value}`),
  );
  const different = [
    ...inWords.filter((setting) => !inLines.includes(setting)),
    ...inLines.filter((setting) => !inWords.includes(setting)),
  ];
  if (different.length > 0) throw new NotCarriedOut(`words and lines differ in ${different.join(' and ')}`);
}

function sideInLine(words: readonly string[]): string {
  return /(local|remote)\.yaml/.exec(words.join(' '))?.[1] ?? 'no cluster';
}

function settingsInWords(bullet: PrintedBullet): string[] {
  const { words } = bullet;
  ownSide(bullet);
  if (/^(Pin|Install Liqo) /.test(words)) return [];
  const list =
    /^Set (.+?) in the Liqo installation of the/.exec(words)?.[1] ??
    /^When installing Liqo in the (?:local|remote) cluster, set (.+?)\.(?: |$)/.exec(words)?.[1];
  if (list === undefined) throw new NotCarriedOut(words);
  return list.split(' and ');
}

/** What the words say of the gateway server stands in the line of `liqoctl peer`, and no more than that. */
function checkFlags({ bullets, commands }: PrintedChanges): void {
  const lines = commands.filter((line) => line.startsWith('liqoctl peer --'));
  const told = bullets.filter(({ words }) => isOfPeering(words));
  for (const { words } of told) {
    const [line] = lines;
    if (line === undefined || lines.length > 1)
      throw new NotCarriedOut(`no line of liqoctl peer for: ${words}`);
    checkLine(words, shellWords(line).slice(6));
  }
}

function checkLine(words: string, flags: readonly string[]): void {
  const raw = rawFlagsIn(flags);
  if (words.startsWith('Peer in-band')) {
    const at = /with the gateway server in the (local|remote) cluster/.exec(words)?.[1];
    const isThere = (raw['location'] === 'Consumer' ? 'local' : 'remote') === (at ?? 'remote');
    if (!flags.includes('--in-band') || !isThere) throw new NotCarriedOut(`words and flags differ: ${words}`);
    return;
  }
  const [, who] = /^Let the (consumer|provider) /.exec(words) ?? [];
  const [, type = 'NodePort'] = /behind a (LoadBalancer|NodePort)/.exec(words) ?? [];
  const port = /at node port (\d+)/.exec(words)?.[1] ?? reachedPort(words, type);
  const [, address, clientPort] = /let the client dial UDP (.+?):(\d+)(?:\.$|, since )/.exec(words) ?? [];
  const expected = {
    location: who === 'consumer' ? 'Consumer' : undefined,
    type: type === 'NodePort' ? type : undefined,
    nodePort: port,
    clientAddress: address,
    clientPort,
  };
  // Without the flag the client dials the server's own port.
  const own = {
    ...raw,
    clientPort: raw['clientPort'] ?? (address === undefined ? undefined : raw['nodePort']),
  };
  const differs = Object.entries(expected).some(([name, value]) => own[name as keyof typeof own] !== value);
  if (differs) throw new NotCarriedOut(`words and flags differ: ${words} ${flags.join(' ')}`);
}

function reachedPort(words: string, type: string): string | undefined {
  return type === 'NodePort' ? /reached at UDP \S+:(\d+)/.exec(words)?.[1] : undefined;
}
