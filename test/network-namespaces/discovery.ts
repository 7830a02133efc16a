import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { DiscoveryReport } from '../../src/model/discovery.js';
import { buildProgram, type BuiltProgram } from '../cli/built-program.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import type { LanNetwork } from './lan.js';
import { startProgram } from './programs.js';

/** The port of every authentication server here: one of Kubernetes' node ports. */
export const authPort = 30_443;

/** Cluster IDs as Liqo makes them. */
export const clusterIds = {
  turin: '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a',
  milan: '7f1c2b9e-1a2b-4c3d-8e4f-00000000000b',
} as const;

const certificate = createAuthority('authority').then((authority) =>
  authority.issue({ names: ['auth.example.org'] }),
);

/** An authentication server at a host, which answers with this ID. */
export async function startAuthServer(
  network: LanNetwork,
  host: string,
  clusterId: string,
): Promise<ChildProcess> {
  const settings = { program: 'https-server', port: authPort, clusterId, ...(await certificate) } as const;
  return startProgram(network, host, settings);
}

let program: Promise<BuiltProgram> | undefined;

/** How a run of `liqo-doctor discover` ended. */
export interface DiscoverRun {
  readonly code: number;
  readonly report: DiscoveryReport;
  /** What it told while it looked. */
  readonly stderr: string;
  /** The most memory that it had, in MiB. */
  readonly peakMiB: number;
}

/** Tells the most memory that the process had, when it ends. */
const tellMemory =
  "data:text/javascript,process.on('exit',()=>process.stderr.write(`peak ${process.resourceUsage().maxRSS}`+'\\n'))";

/** A run under way. */
export interface RunningDiscover {
  /** Resolves when it has told something like this. */
  saw(pattern: RegExp): Promise<void>;
  /** Ends it as Ctrl-C does. */
  interrupt(): Promise<DiscoverRun>;
  readonly ended: Promise<DiscoverRun>;
}

/** Starts `liqo-doctor discover -o json` at a host, as it is published. */
export async function startDiscover(
  network: Pick<LanNetwork, 'start'>,
  host: string,
  ...flags: readonly string[]
): Promise<RunningDiscover> {
  program ??= buildProgram();
  const { distribution } = await program;
  const executable = join(distribution, '../bin/liqo-doctor.js');
  const node = [process.execPath, '--import', tellMemory, executable];
  const child = network.start(host, [
    'env',
    'KUBECONFIG=/nowhere',
    ...node,
    'discover',
    '-o',
    'json',
    ...flags,
  ]);
  const written = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
    waiting.forEach((look) => look());
  });
  const ended = once(child, 'close').then(([code]: unknown[]): DiscoverRun => {
    const peakKiB = Number(/^peak (\d+)$/mu.exec(written.stderr)?.[1]);
    const report = JSON.parse(written.stdout) as DiscoveryReport;
    return { code: Number(code), report, stderr: written.stderr, peakMiB: peakKiB / 1024 };
  });
  ended.catch(() => {});
  return {
    ended,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(written.stderr) && resolve();
        waiting.add(look);
        look();
        ended.then(() => reject(new Error(`it ended without ${String(pattern)}`)), reject);
      }),
  };
}

/** Runs it to its end. */
export async function discoverAt(
  network: Pick<LanNetwork, 'start'>,
  host: string,
  ...flags: readonly string[]
): Promise<DiscoverRun> {
  return (await startDiscover(network, host, ...flags)).ended;
}

/** Removes the program that was built for it. */
export async function removeProgram(): Promise<void> {
  await (await program)?.remove();
}

/** What a report says of each cluster, in one line each, sorted. */
export function clusterWords({ clusters }: DiscoveryReport): string[] {
  return clusters
    .map(({ announcedAs, status, url }) => `${announcedAs} ${status} ${url ?? ''}`.trim())
    .toSorted();
}

/** The findings that are more than a pass, by code and status. */
export function findingWords({ findings }: Pick<DiscoveryReport, 'findings'>): string[] {
  return findings.filter(({ status }) => status !== 'pass').map(({ code, status }) => `${code} ${status}`);
}
