import * as z from 'zod/mini';

import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import type { Toleration } from '../model/toleration.js';
import { clusterFlags, flag, probeFlags, text, timeoutFlag } from './check-flags.js';
import { defaultImage, defaultLiqoNamespace, defaultProbeNamespace } from '../check/setting-defaults.js';
import {
  choiceOption,
  durationOption,
  namespaceOption,
  pairsOption,
  switchOption,
  textOption,
} from './option-schemas.js';
import { parseWith } from './parse-options.js';
import { tolerationsOption } from './toleration-option.js';

const { image, label, annotation, toleration } = probeFlags;
const shown = 'What is shown:';

/** Every flag of `manifests`. */
export const manifestsFlags = {
  grants: {
    ...flag,
    group: shown,
    describe: 'only what an administrator applies: the namespace, the roles and their bindings',
  },
  user: {
    ...text,
    group: shown,
    describe: 'the user of the kubeconfig that checks will use (default: <user of the check>)',
  },
  openshift: { ...flag, group: shown, describe: 'as on OpenShift, which chooses the user ID of pods itself' },
  output: { ...text, alias: 'o', group: shown, describe: 'yaml or json (default: yaml)' },
  'liqo-namespace': { ...clusterFlags['liqo-namespace'], describe: "Liqo's namespace (default: liqo)" },
  'probe-namespace': probeFlags['probe-namespace'],
  image,
  'image-pull-secret': probeFlags['image-pull-secret'],
  label,
  annotation,
  toleration,
  'allow-load-balancer': probeFlags['allow-load-balancer'],
  timeout: timeoutFlag.timeout,
} as const;

/** What `manifests` was called with. */
export interface ManifestsOptions {
  readonly grants: boolean;
  readonly user: string;
  readonly openshift: boolean;
  readonly format: 'yaml' | 'json';
  readonly liqoNamespace: string;
  readonly probeNamespace: string;
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  readonly allowLoadBalancer: boolean;
  readonly timeoutMs: number;
}

const defaultTimeoutMs = 120_000;

const manifestsOptionsSchema = z.object({
  grants: switchOption,
  user: textOption,
  openshift: switchOption,
  output: choiceOption(['yaml', 'json']),
  liqoNamespace: namespaceOption,
  probeNamespace: namespaceOption,
  image: textOption,
  imagePullSecret: textOption,
  label: pairsOption,
  annotation: pairsOption,
  toleration: tolerationsOption,
  allowLoadBalancer: switchOption,
  timeout: durationOption,
});

/** Options from parsed arguments; fails with one line that names the flag. */
export function toManifestsOptions(
  given: Readonly<Record<string, unknown>>,
): Result<ManifestsOptions, string> {
  const parsed = parseWith(manifestsOptionsSchema, given);
  if (!parsed.ok) return parsed;
  const { grants, user, openshift, allowLoadBalancer, imagePullSecret, ...raw } = parsed.value;
  return success({
    grants,
    user: user ?? '<user of the check>',
    openshift,
    format: raw.output ?? 'yaml',
    liqoNamespace: raw.liqoNamespace ?? defaultLiqoNamespace,
    probeNamespace: raw.probeNamespace ?? defaultProbeNamespace,
    image: raw.image ?? defaultImage,
    imagePullSecret,
    labels: Object.fromEntries(raw.label),
    annotations: Object.fromEntries(raw.annotation),
    tolerations: raw.toleration,
    allowLoadBalancer,
    timeoutMs: raw.timeout ?? defaultTimeoutMs,
  });
}
