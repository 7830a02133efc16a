import * as z from 'zod/mini';

import {
  type CheckSettings,
  type ClusterSettings,
  type GivenSettings,
  settingsOf,
} from '../check/check-settings.js';
import {
  contradictionIn as contradictionInSettings,
  missingRemote,
} from '../check/setting-contradictions.js';
import { highestPort, leastMtu } from '../check/setting-rules.js';
import { mostSenders } from '../model/node-count.js';
import { scenarioIdSchema } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { checkFlags, flagsWithoutEffect } from './check-flags.js';
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
export type ClusterOptions = ClusterSettings;

/** What `check` was called with. */
export interface CheckOptions extends CheckSettings {
  readonly keep: boolean;
  readonly dryRun: boolean;
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

/** Two operators have to start their halves and to exchange them. */
const defaultHalfTimeoutMs = 900_000;
const defaultWaitMs = 600_000;

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
  const settings = givenSettings(raw);
  const { half, save, other } = raw;
  const flags = Object.keys(checkFlags).filter((flag) => isGiven(given[camelCase(flag)]));
  const contradiction =
    contradictionInHalf({ half, save, other, flags }) ??
    (half === undefined ? missingRemote(settings, flagNames) : undefined) ??
    contradictionInSettings(settings, flagNames) ??
    contradictionIn(raw);
  if (contradiction !== undefined) return failure(contradiction);
  return success({
    ...settingsOf(settings),
    keep: raw.keep,
    dryRun: raw.dryRun,
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

const flagNames = {
  remoteKubeconfig: '--remote <kubeconfig>',
  remoteContext: '--remote-context <context>',
  deep: '--deep',
  capture: '--capture',
  nodes: '--nodes',
  probeFrom: '--probe-from',
  timeout: '--timeout',
  networkingDisabled: '--networking-disabled',
};

function contradictionIn(raw: RawCheckOptions): string | undefined {
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
  return undefined;
}

function givenSettings(raw: RawCheckOptions): GivenSettings<string> {
  const { probeFrom, allowLoadBalancer, deep, nodes, capture } = raw;
  return {
    local: { kubeconfig: raw.kubeconfig, context: raw.context, liqoNamespace: raw.liqoNamespace },
    remote: {
      kubeconfig: raw.remote,
      context: raw.remoteContext,
      liqoNamespace: raw.remoteLiqoNamespace,
    },
    intent: {
      liqoVersion: raw.liqoVersion,
      scenario: raw.scenario,
      peering: raw.peering ?? (raw.inBand === true ? 'in-band' : undefined),
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
    },
    probeFrom,
    pods: {
      namespace: raw.probeNamespace,
      image: raw.image,
      imagePullSecret: raw.imagePullSecret,
      labels: Object.fromEntries(raw.label),
      annotations: Object.fromEntries(raw.annotation),
      tolerations: raw.toleration,
    },
    allowLoadBalancer,
    deep,
    nodes,
    capture,
    timeoutMs: raw.timeout ?? (raw.half === undefined ? undefined : defaultHalfTimeoutMs),
  };
}

function noticesOf(given: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(flagsWithoutEffect)
    .filter((flag) => given[camelCase(flag)] !== undefined)
    .map((flag) => `--${flag} has no effect on a check`);
}
