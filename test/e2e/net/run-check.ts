import { spawn } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { PeeringIntent } from '../../../src/model/peering.js';
import { type Side, sides } from '../../../src/model/peering.js';
import type { Report } from '../../../src/model/report.js';
import type { RealNetwork } from './real-network.js';

/** Clusters that an operator has kubeconfigs of, and his machine. */
export interface OperatedClusters {
  /** What the check needs besides is written into the folder of the local one. */
  readonly clusters: Readonly<Record<Side, { readonly kubeconfigPath: string }>>;
  readonly network: Pick<RealNetwork, 'commandOn'>;
}

/** How a run of the command line ended. */
export interface CheckRun {
  readonly exitCode: number | null;
  readonly report: Report;
  /** What it said beside the report. */
  readonly messages: string;
}

/** How the command line is started. */
export interface CheckOptions {
  /** Further flags. */
  readonly flags?: readonly string[];
  /** Flags of Node.js itself. */
  readonly nodeFlags?: readonly string[] | undefined;
}

/** As the reader of printed lines knows them. */
const kubeconfigs = { local: 'local.yaml', remote: 'remote.yaml' } as const;

const program = fileURLToPath(new URL('../../../bin/liqo-doctor.js', import.meta.url));

/** Runs `liqo-doctor check` unchanged at the operator's machine. */
export async function runCheck(
  lab: OperatedClusters,
  intent: PeeringIntent,
  { flags = [], nodeFlags = [] }: CheckOptions = {},
): Promise<CheckRun> {
  const folder = join(lab.clusters.local.kubeconfigPath, '..');
  const file = join(folder, 'report.json');
  for (const side of sides)
    await copyFile(lab.clusters[side].kubeconfigPath, join(folder, kubeconfigs[side]));
  const command = lab.network.commandOn({ kind: 'operator' }, [
    process.execPath,
    ...nodeFlags,
    program,
    'check',
    ...['--kubeconfig', kubeconfigs.local, '--remote', kubeconfigs.remote],
    ...['--output', 'json', '--output-file', file],
    ...flagsOf(intent),
    ...flags,
  ]);
  const [name = '', ...given] = command;
  const child = spawn(name, given, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', NO_COLOR: '1' },
  });
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const written = await readFile(file, 'utf8').catch(() => '');
  // A check that could not start writes why.
  if (!written.includes('"verdict"'))
    throw new Error(`no report; exit code ${exitCode}: ${messages}${written}`);
  return { exitCode, messages, report: JSON.parse(written) as Report };
}

function flagsOf({ liqoVersion, peering, gateway }: PeeringIntent): string[] {
  const flags = {
    '--liqo-version': liqoVersion,
    '--peering': peering,
    '--gw-server-service-location': gateway.location,
    '--gw-server-service-type': gateway.type,
    '--gw-server-service-port': gateway.port,
    '--gw-server-service-nodeport': gateway.nodePort,
    '--gw-client-address': gateway.clientAddress,
    '--gw-client-port': gateway.clientPort,
  };
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name, `${value}`]));
}
