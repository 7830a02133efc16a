import * as z from 'zod/mini';

import {
  addressRule,
  highestPort,
  hostRule,
  leastMtu,
  longestRunMs,
  namespaceRule,
  type SettingRule,
  taintEffects,
  taintKey,
  taintValue,
} from '../check/setting-rules.js';
import { contradictionIn, missingRemote } from '../check/setting-contradictions.js';
import { mostSenders } from '../model/node-count.js';
import { scenarioIdSchema } from '../model/peering.js';
import { failure, type Result, success } from '../model/result.js';
import type { CheckOptions } from './check-options.js';

const fieldNames = {
  remoteKubeconfig: 'remote.kubeconfig',
  remoteContext: 'remote.context',
  deep: 'deep',
  capture: 'capture',
  nodes: 'nodes',
  probeFrom: 'probeFrom',
  timeout: 'timeoutMs',
  networkingDisabled: 'intent.networkingDisabled',
};

const text = z.string({ error: 'must be a text that is not empty' }).check(z.minLength(1));
const flag = z.boolean({ error: 'must be true or false' });
const choice = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}` });
const textBy = ({ allows, words }: SettingRule) =>
  z.string({ error: words }).check(z.refine(allows, { error: words }));
const matching = (pattern: string, words: string) =>
  textBy({ allows: (given) => new RegExp(`^${pattern}$`, 'u').test(given), words });
const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).check(z.gte(least, { error }), z.lte(most, { error }));
};
const port = whole(1, highestPort);
const object = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.strictObject(fields, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' ? `has no field ${keys.join(', ')}` : 'must be an object',
  });
const pairs = z.record(z.string().check(z.regex(/^[^=\s]+$/u)), z.string({ error: 'must be a text' }), {
  error: ({ code }) =>
    code === 'invalid_key'
      ? 'must be a key without = and spaces'
      : 'must be an object of texts, by their keys',
});
const nodeCount = z.custom<number | 'all'>(
  (given) => given === 'all' || whole(1, mostSenders).safeParse(given).success,
  { error: `must be all or a whole number from 1 to ${mostSenders}` },
);
const callback = z.custom<never>((given) => typeof given === 'function', { error: 'must be a function' });

const cluster = object({
  kubeconfig: z.optional(
    z.union([text, z.strictObject({ text: z.string() })], {
      error: 'must be a path, or an object with a text',
    }),
  ),
  context: z.optional(text),
  liqoNamespace: z.optional(textBy(namespaceRule)),
});

const gateway = object({
  location: z.optional(choice(['Provider', 'Consumer'])),
  type: z.optional(choice(['LoadBalancer', 'NodePort', 'ClusterIP'])),
  port: z.optional(port),
  nodePort: z.optional(port),
  loadBalancerIp: z.optional(textBy(addressRule)),
  clientAddress: z.optional(textBy(hostRule)),
  clientPort: z.optional(port),
});

const intent = object({
  liqoVersion: z.optional(text),
  scenario: z.optional(choice(scenarioIdSchema.options)),
  peering: z.optional(choice(['out-of-band', 'in-band'])),
  networkingDisabled: z.optional(flag),
  gateway: z.optional(gateway),
  mtu: z.optional(whole(leastMtu, highestPort)),
});

const pods = object({
  namespace: z.optional(textBy(namespaceRule)),
  image: z.optional(text),
  imagePullSecret: z.optional(text),
  labels: z.optional(pairs),
  annotations: z.optional(pairs),
  tolerations: z.optional(
    z.array(
      object({
        key: matching(taintKey, 'must be the key of a taint'),
        value: z.optional(matching(taintValue, 'must be the value of a taint')),
        effect: z.optional(choice(taintEffects)),
      }),
      { error: 'must be an array' },
    ),
  ),
});

const optionsSchema = object({
  local: z.optional(cluster),
  remote: cluster,
  intent: z.optional(intent),
  probeFrom: z.optional(choice(['pods', 'operator', 'none'])),
  pods: z.optional(pods),
  allowLoadBalancer: z.optional(flag),
  deep: z.optional(flag),
  nodes: z.optional(nodeCount),
  capture: z.optional(flag),
  timeoutMs: z.optional(whole(1, longestRunMs)),
  signal: z.optional(z.instanceof(AbortSignal, { error: 'must be an AbortSignal' })),
  onProgress: z.optional(callback),
  onReport: z.optional(callback),
});

/**
 * Options of a caller that may know no types; fails with one line that names the first field that is wrong and says what
 * it must be.
 */
export function readOptions(given: unknown): Result<CheckOptions, string> {
  const parsed = z.safeParse(optionsSchema, given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'the options' : issue.path.join('.');
    return failure(`${where}: ${issue?.message ?? 'is not valid'}`);
  }
  const options: CheckOptions = parsed.data;
  const contradiction = missingRemote(options, fieldNames) ?? contradictionIn(options, fieldNames);
  return contradiction === undefined ? success(options) : failure(contradiction);
}
