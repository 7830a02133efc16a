import type { HalfFiles } from './half-files.js';

/** One operator's half of a run, as `check --half` was called for it. */
export interface HalfOptions {
  readonly role: 'consumer' | 'provider';
  readonly files: HalfFiles;
}

/** What of a command line says which half it is, and what else was asked for. */
export interface GivenHalf {
  readonly half?: HalfOptions['role'] | undefined;
  readonly save?: string | undefined;
  readonly other?: string | undefined;
  /** Names of all flags that were given, as typed but for the hyphens in front. */
  readonly flags: readonly string[];
}

/** Flags of a run that needs both clusters at hand, or that is made in one go. */
const ofWholeRuns: ReadonlySet<string> = new Set([
  'remote',
  'remote-context',
  'remote-liqo-namespace',
  'probe-from',
  'deep',
  'nodes',
  'capture',
  'keep',
  'dry-run',
  'wait',
]);

/** Flags about what will be peered, which the consumer's operator decides. */
const ofTheConsumer: ReadonlySet<string> = new Set([
  'liqo-version',
  'scenario',
  'peering',
  'in-band',
  'networking-disabled',
  'mtu',
  'gw-server-service-location',
  'gw-server-service-type',
  'gw-server-service-port',
  'gw-server-service-nodeport',
  'gw-server-service-loadbalancerip',
  'gw-client-address',
  'gw-client-port',
]);

/** Why these flags do not go together; `undefined` where they do. */
export function contradictionInHalf({ half, save, other, flags }: GivenHalf): string | undefined {
  if (half === undefined) {
    return other === undefined ? undefined : '--other is the file of the other half, which --half waits for';
  }
  if (save === undefined || other === undefined) {
    return '--half needs two files: --save FILE for this half, and --other FILE, where the other one comes to be';
  }
  if (save === other) return '--save and --other are two files, one for each half';
  const whole = flags.find((flag) => ofWholeRuns.has(flag));
  if (whole !== undefined)
    return `--half does not go with --${whole}, which is for runs that know both clusters`;
  const decided = half === 'provider' ? flags.find((flag) => ofTheConsumer.has(flag)) : undefined;
  return decided === undefined
    ? undefined
    : `--${decided} says what will be peered, and the consumer's half says it for both`;
}
