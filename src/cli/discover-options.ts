import { isIP } from 'node:net';

import * as z from 'zod/mini';

import { defaultListenMs, type DiscoveryTarget } from '../check/discovery-request.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { Toleration } from '../model/toleration.js';
import type { ClusterOptions } from './check-options.js';
import { defaultImage, defaultLiqoNamespace, defaultProbeNamespace } from '../check/setting-defaults.js';
import {
  choiceOption,
  durationOption,
  maybeOption,
  namespaceOption,
  pairsOption,
  switchOption,
  textOption,
  textsOption,
} from './option-schemas.js';
import { parseWith } from './parse-options.js';
import type { ReportOptions } from './report-options.js';
import { tolerationsOption } from './toleration-option.js';

/** What `discover` was called with. */
export interface DiscoverOptions {
  readonly target: DiscoveryTarget;
  readonly from: 'operator' | 'pods';
  readonly watch: boolean;
  readonly local: ClusterOptions;
  /** True when the local cluster was named: then it has to be there. */
  readonly isLocalNamed: boolean;
  /** Absent where no remote cluster was named. */
  readonly remote?: ClusterOptions | undefined;
  readonly liqoVersion?: string | undefined;
  readonly probeNamespace: string;
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** Absent for no deadline: `--watch` without `--timeout`. */
  readonly timeoutMs?: number | undefined;
  /** Absent for as long as the run lasts. */
  readonly listenMs?: number | undefined;
  readonly report: Pick<ReportOptions, 'format' | 'outputFile' | 'colour' | 'verbose'>;
}

const defaultTimeoutMs = 10_000;
const defaultTimeoutFromPodsMs = 120_000;
/** A LAN is quiet or it is not: nobody answers so late who has not answered before. */
const longestListenMs = 30_000;

const discoverOptionsSchema = z.object({
  domain: textOption,
  resolver: textOption,
  authUrl: textOption,
  interface: textsOption,
  watch: switchOption,
  from: choiceOption(['operator', 'pods']),
  liqoVersion: textOption,
  timeout: durationOption,
  kubeconfig: textOption,
  context: textOption,
  liqoNamespace: namespaceOption,
  remote: textOption,
  remoteContext: textOption,
  remoteLiqoNamespace: namespaceOption,
  probeNamespace: namespaceOption,
  image: textOption,
  imagePullSecret: textOption,
  label: pairsOption,
  annotation: pairsOption,
  toleration: tolerationsOption,
  output: choiceOption(['text', 'json']),
  outputFile: textOption,
  color: maybeOption,
  verbose: switchOption,
});

type Raw = z.infer<typeof discoverOptionsSchema>;

/** Options from parsed arguments; fails with one line that names what is wrong. */
export function toDiscoverOptions(given: Readonly<Record<string, unknown>>): Result<DiscoverOptions, string> {
  const parsed = parseWith(discoverOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const raw = parsed.value;
  const contradiction = contradictionIn(raw);
  if (contradiction !== undefined) return failure(contradiction);
  const target = targetOf(raw);
  if (!target.ok) return target;
  const from = raw.from ?? 'operator';
  return success({
    target: target.value,
    from,
    watch: raw.watch,
    local: {
      kubeconfig: raw.kubeconfig,
      context: raw.context,
      liqoNamespace: raw.liqoNamespace ?? defaultLiqoNamespace,
    },
    isLocalNamed: raw.kubeconfig !== undefined || raw.context !== undefined || from === 'pods',
    remote: remoteOf(raw),
    liqoVersion: raw.liqoVersion,
    probeNamespace: raw.probeNamespace ?? defaultProbeNamespace,
    image: raw.image ?? defaultImage,
    imagePullSecret: raw.imagePullSecret,
    labels: Object.fromEntries(raw.label),
    annotations: Object.fromEntries(raw.annotation),
    tolerations: raw.toleration,
    ...timesOf(raw),
    report: {
      format: raw.output ?? 'text',
      outputFile: raw.outputFile,
      colour: raw.color,
      verbose: raw.verbose,
    },
  });
}

function contradictionIn({
  domain,
  authUrl,
  interface: interfaces,
  resolver,
  watch,
  from,
}: Raw): string | undefined {
  if (domain !== undefined && authUrl !== undefined) return '--domain and --auth-url contradict each other';
  const other = domain !== undefined ? '--domain' : '--auth-url';
  const isLan = domain === undefined && authUrl === undefined;
  if (!isLan && interfaces.length > 0) return `--interface has no meaning with ${other}`;
  if (!isLan && watch) return `--watch listens to a LAN, which ${other} does not`;
  if (domain === undefined && resolver !== undefined) return '--resolver has no meaning without --domain';
  if (from !== 'pods') return undefined;
  if (domain !== undefined) return '--domain is read from this machine only; leave --from out';
  if (interfaces.length > 0) return '--interface means interfaces of this machine; leave --from out';
  return watch ? '--watch listens from this machine only; leave --from out' : undefined;
}

function timesOf({ watch, timeout, from }: Raw): Pick<DiscoverOptions, 'timeoutMs' | 'listenMs'> {
  if (watch) return timeout === undefined ? {} : { timeoutMs: timeout };
  if (from === 'pods') return { timeoutMs: timeout ?? defaultTimeoutFromPodsMs, listenMs: defaultListenMs };
  const timeoutMs = timeout ?? defaultTimeoutMs;
  return { timeoutMs, listenMs: Math.min(timeoutMs / 2, longestListenMs) };
}

function remoteOf({
  remote,
  remoteContext,
  kubeconfig,
  remoteLiqoNamespace,
}: Raw): ClusterOptions | undefined {
  if (remote === undefined && remoteContext === undefined) return undefined;
  return {
    kubeconfig: remote ?? kubeconfig,
    context: remoteContext,
    liqoNamespace: remoteLiqoNamespace ?? defaultLiqoNamespace,
  };
}

function targetOf({
  domain,
  resolver,
  authUrl,
  interface: interfaces,
}: Raw): Result<DiscoveryTarget, string> {
  if (domain !== undefined) return domainTarget(domain, resolver);
  if (authUrl !== undefined) return urlTarget(authUrl);
  return success({ kind: 'lan', interfaces });
}

function domainTarget(text: string, resolver: string | undefined): Result<DiscoveryTarget, string> {
  const domain = text.replace(/\.$/u, '');
  const isName = domain.length <= 253 && domain.split('.').every((label) => /^[\w-]{1,63}$/u.test(label));
  if (!isName) return failure(`--domain ${text}: must be a DNS name, such as example.com`);
  if (resolver !== undefined && !isServer(resolver)) {
    return failure(`--resolver ${resolver}: must be an IP address, with or without a port`);
  }
  return success({ kind: 'domain', domain, resolver });
}

function isServer(text: string): boolean {
  const [, address = text, port = '53'] =
    /^\[(.+)\](?::(\d{1,5}))?$/u.exec(text) ?? /^([\d.]+):(\d{1,5})$/u.exec(text) ?? [];
  return isIP(address) !== 0 && Number(port) > 0 && Number(port) <= 65_535;
}

/** Liqo knows authentication servers by URLs that begin with https:// and have no path. */
function urlTarget(text: string): Result<DiscoveryTarget, string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    return failure(`--auth-url ${text}: must be a URL such as https://203.0.113.8:30443`);
  }
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  return success({
    kind: 'url',
    url: text.replace(/\/$/u, ''),
    host,
    port: Number(url.port === '' ? 443 : url.port),
  });
}
