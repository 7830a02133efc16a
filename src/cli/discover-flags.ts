import type { Options } from 'yargs';

import { clusterFlags, flag, outputFlag, probeFlags, reportFlags, text } from './check-flags.js';

const group = 'What to look for:';

const targetFlags = {
  domain: {
    ...text,
    group,
    describe: 'read the clusters that this DNS domain lists, as Liqo v0.3 and v0.4 do',
  },
  resolver: { ...text, group, describe: 'DNS server to ask, with or without port (default: as the system)' },
  'auth-url': { ...text, group, describe: 'ask this authentication server which cluster it is' },
  interface: { ...text, group, describe: 'listen on this interface only; may be repeated (default: all)' },
  watch: { ...flag, group, describe: 'go on listening until interrupted, or until --timeout' },
  from: {
    ...text,
    group,
    describe:
      'operator (this machine) or pods (of the local cluster, and of the remote one where it is named) (default: operator)',
  },
  'liqo-version': {
    ...text,
    group,
    describe: 'release whose rules hold (default: that of the local cluster)',
  },
  timeout: {
    ...text,
    group,
    describe:
      'deadline of the whole run (default: 10s, from pods 120s); half of it is spent listening, 30s at most',
  },
} as const satisfies Record<string, Options>;

const { image, label, annotation, toleration } = probeFlags;

/** Every flag of `discover`. */
export const discoverFlags = {
  ...targetFlags,
  ...clusterFlags,
  'probe-namespace': probeFlags['probe-namespace'],
  image,
  'image-pull-secret': probeFlags['image-pull-secret'],
  label,
  annotation,
  toleration,
  output: outputFlag,
  'output-file': reportFlags['output-file'],
  color: reportFlags.color,
  verbose: reportFlags.verbose,
} as const satisfies Record<string, Options>;
