import * as z from 'zod/mini';

import { mostSenders, type NodeCount } from '../model/node-count.js';
import { scenarioIdSchema } from '../model/peering.js';
import type { PeeringIntent } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { Toleration } from '../model/toleration.js';
import { checkFlags, flagsWithoutEffect } from './check-flags.js';
import { defaultImage, defaultLiqoNamespace, defaultProbeNamespace } from './defaults.js';
import { contradictionInHalf, type HalfOptions } from './half-options.js';
import {
  addressOption,
  choiceOption,
  countOption,
  durationOption,
  durationOr,
  hostOption,
  maybeOption,
  namespaceOption,
  numberOption,
  pairsOption,
  switchOption,
  textOption,
} from './option-schemas.js';
import { camelCase, parseWith } from './parse-options.js';
import { dryRunFormats } from './report-formats.js';
import type { ReportOptions } from './report-options.js';
import { reportOptionsSchema, reportOptionsOf } from './report-options.js';
import { tolerationsOption } from './toleration-option.js';

/** Where one of the clusters is, as it was named on the command line. */
export interface ClusterOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly liqoNamespace: string;
}

/** What `check` was called with; defaults are filled in but for the release of Liqo, which Liqo's room knows. */
export interface CheckOptions {
  readonly local: ClusterOptions;
  readonly remote: ClusterOptions;
  readonly intent: Omit<PeeringIntent, 'liqoVersion'> & { readonly liqoVersion?: string | undefined };
  readonly probeFrom: 'pods' | 'operator' | 'none';
  readonly probeNamespace: string;
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  readonly allowLoadBalancer: boolean;
  readonly deep: boolean;
  readonly nodes?: NodeCount | undefined;
  readonly capture: boolean;
  readonly keep: boolean;
  readonly dryRun: boolean;
  readonly timeoutMs: number;
  /** For how long runs are repeated until one is ready; absent for a single run. */
  readonly waitMs?: number | undefined;
  readonly report: ReportOptions;
  /** The file in which the run is kept; absent for none. */
  readonly save?: string | undefined;
  /** The half of a run that this is to be; absent for a whole one, between two clusters that are known. */
  readonly half?: HalfOptions | undefined;
  /** What to tell on stderr about flags that have no effect. */
  readonly notices: readonly string[];
}

const defaultTimeoutMs = 120_000;
/** The longest silence is 65 s, and the pods have to start before it. */
const defaultDeepTimeoutMs = 180_000;
const leastDeepTimeoutMs = 120_000;
/** Two operators have to start their halves and to exchange them. */
const defaultHalfTimeoutMs = 900_000;
const defaultWaitMs = 600_000;
const highestPort = 65_535;
/** The least MTU that IPv4 guarantees to carry whole (RFC 791 §3.1). */
const leastMtu = 576;

const checkOptionsSchema = z.extend(reportOptionsSchema, {
  remote: textOption,
  remoteContext: textOption,
  kubeconfig: textOption,
  context: textOption,
  liqoNamespace: namespaceOption,
  remoteLiqoNamespace: namespaceOption,
  liqoVersion: textOption,
  scenario: choiceOption(scenarioIdSchema.options),
  peering: choiceOption(['out-of-band', 'in-band']),
  probeFrom: choiceOption(['pods', 'operator', 'none']),
  probeNamespace: namespaceOption,
  image: textOption,
  imagePullSecret: textOption,
  label: pairsOption,
  annotation: pairsOption,
  toleration: tolerationsOption,
  allowLoadBalancer: switchOption,
  deep: switchOption,
  nodes: countOption(mostSenders),
  capture: switchOption,
  keep: switchOption,
  dryRun: switchOption,
  timeout: durationOption,
  wait: durationOr(defaultWaitMs),
  save: textOption,
  half: choiceOption(['consumer', 'provider']),
  other: textOption,
  gwServerServiceLocation: choiceOption(['Provider', 'Consumer']),
  gwServerServiceType: choiceOption(['LoadBalancer', 'NodePort', 'ClusterIP']),
  gwServerServicePort: numberOption(1, highestPort),
  gwServerServiceNodeport: numberOption(1, highestPort),
  gwServerServiceLoadbalancerip: addressOption,
  gwClientAddress: hostOption,
  gwClientPort: numberOption(1, highestPort),
  mtu: numberOption(leastMtu, highestPort),
  inBand: maybeOption,
  networkingDisabled: switchOption,
});

type RawCheckOptions = z.infer<typeof checkOptionsSchema>;

/** Options from parsed arguments in camel case; fails with one line that names the flag. */
export function toCheckOptions(given: Readonly<Record<string, unknown>>): Result<CheckOptions, string> {
  const parsed = parseWith(checkOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const raw = parsed.value;
  const { half, save, other } = raw;
  const flags = Object.keys(checkFlags).filter((flag) => isGiven(given[camelCase(flag)]));
  const contradiction = contradictionInHalf({ half, save, other, flags }) ?? contradictionIn(raw);
  if (contradiction !== undefined) return failure(contradiction);
  return success({
    local: {
      kubeconfig: raw.kubeconfig,
      context: raw.context,
      liqoNamespace: raw.liqoNamespace ?? defaultLiqoNamespace,
    },
    remote: {
      // Two contexts of one file: --remote-context alone means the file of the local cluster.
      kubeconfig: raw.remote ?? raw.kubeconfig,
      context: raw.remoteContext,
      liqoNamespace: raw.remoteLiqoNamespace ?? defaultLiqoNamespace,
    },
    intent: intentOf(raw),
    probeFrom: raw.probeFrom ?? 'pods',
    probeNamespace: raw.probeNamespace ?? defaultProbeNamespace,
    image: raw.image ?? defaultImage,
    imagePullSecret: raw.imagePullSecret,
    labels: Object.fromEntries(raw.label),
    annotations: Object.fromEntries(raw.annotation),
    tolerations: raw.toleration,
    allowLoadBalancer: raw.allowLoadBalancer,
    deep: raw.deep,
    nodes: raw.nodes,
    capture: raw.capture,
    keep: raw.keep,
    dryRun: raw.dryRun,
    timeoutMs: raw.timeout ?? timeoutOf(raw),
    waitMs: raw.wait,
    report: reportOptionsOf(raw),
    save,
    ...(half !== undefined &&
      save !== undefined &&
      other !== undefined && { half: { role: half, files: { own: save, other } } }),
    notices: noticesOf(given),
  });
}

/** Whether a flag says anything: what is off is as if it were not there. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}

function timeoutOf({ deep, half }: RawCheckOptions): number {
  if (half !== undefined) return defaultHalfTimeoutMs;
  return deep ? defaultDeepTimeoutMs : defaultTimeoutMs;
}

function contradictionIn(raw: RawCheckOptions): string | undefined {
  if (raw.half === undefined && raw.remote === undefined && raw.remoteContext === undefined) {
    return 'say which cluster to peer with: --remote <kubeconfig>, or --remote-context <context>';
  }
  if (raw.dryRun && raw.output !== undefined && !dryRunFormats.includes(raw.output)) {
    return `--dry-run judges nothing that ${raw.output} could show: choose one of ${dryRunFormats.join(', ')}`;
  }
  if (raw.dryRun && raw.redact) {
    return '--redact is for reports, and --dry-run shows what would be created: leave one of them out';
  }
  if (raw.dryRun && raw.save !== undefined) return '--dry-run sees nothing that --save could keep';
  if (raw.wait !== undefined && raw.dryRun) return '--dry-run checks nothing that --wait could wait for';
  if (raw.wait !== undefined && raw.keep) {
    return '--wait leaves nothing behind between its runs, which --keep asks for: leave one of them out';
  }
  if (raw.inBand === true && raw.peering === 'out-of-band') {
    return '--in-band and --peering out-of-band contradict each other';
  }
  if (raw.deep && raw.timeout !== undefined && raw.timeout < leastDeepTimeoutMs) {
    return '--deep takes up to two minutes: leave --timeout out, which means 180s then, or give 120s at least';
  }
  if (raw.deep && raw.probeFrom !== undefined && raw.probeFrom !== 'pods') {
    return `--deep needs pods, which --probe-from ${raw.probeFrom} does without`;
  }
  if (raw.capture && raw.probeFrom !== undefined && raw.probeFrom !== 'pods') {
    return `--capture needs pods that send something, which --probe-from ${raw.probeFrom} does without`;
  }
  if (raw.nodes !== undefined && raw.probeFrom !== undefined && raw.probeFrom !== 'pods') {
    return `--nodes needs pods, which --probe-from ${raw.probeFrom} does without`;
  }
  if (intentOf(raw).peering === 'in-band' && raw.networkingDisabled) {
    return 'in-band peering goes through the tunnel, which --networking-disabled leaves out';
  }
  return undefined;
}

function intentOf(raw: RawCheckOptions): CheckOptions['intent'] {
  return {
    liqoVersion: raw.liqoVersion,
    scenario: raw.scenario,
    peering: raw.peering ?? (raw.inBand === true ? 'in-band' : 'out-of-band'),
    networkingDisabled: raw.networkingDisabled,
    gateway: {
      location: raw.gwServerServiceLocation,
      type: raw.gwServerServiceType,
      port: raw.gwServerServicePort,
      nodePort: raw.gwServerServiceNodeport,
      loadBalancerIp: raw.gwServerServiceLoadbalancerip,
      clientAddress: raw.gwClientAddress,
      clientPort: raw.gwClientPort,
    },
    mtu: raw.mtu,
  };
}

function noticesOf(given: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(flagsWithoutEffect)
    .filter((flag) => given[camelCase(flag)] !== undefined)
    .map((flag) => `--${flag} has no effect on a check`);
}
