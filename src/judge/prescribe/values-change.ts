import type { ExposureChange, ExposureWords } from '../../liqo/words/exposure-change.js';
import { exposureValues } from '../../liqo/words/exposure-values.js';
import { installCommands } from '../../liqo/words/install-command.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import type { JudgeContext } from '../judge-context.js';
import { activePeeringLines } from './active-peering-lines.js';
import type { Change } from './remedy.js';

/** What shall be exposed how; release and cluster words come from the context. */
export type WantedExposure = Omit<ExposureChange, 'release' | 'cluster' | 'withdraw'>;

/** The Helm values that expose a service as wanted. */
export function valuesChange(cluster: Side, wanted: WantedExposure, context: JudgeContext): Change {
  const words = exposureValues({
    ...wanted,
    release: context.release,
    cluster: context.words[cluster],
    withdraw: withdrawals(cluster, wanted, context),
  });
  // Whether the certificate names the API server's address has a finding and a change of its own.
  const notes = wanted.service === 'apiServer' ? [] : words.notes;
  return setValues(cluster, { ...words, notes }, context);
}

/** Arbitrary Helm values of Liqo. */
export function plainValues(
  cluster: Side,
  values: Readonly<Record<string, string>>,
  context: JudgeContext,
): Change {
  return setValues(cluster, { values, kubectl: [], notes: [] }, context);
}

/** Values in the words of the release, with their notes. */
export function setValues(cluster: Side, settings: ExposureWords, context: JudgeContext): Change {
  const { values, kubectl, notes } = settings;
  const { release, words, clusters } = context;
  const list = Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' and ');
  const common = { cluster, kind: 'helm-values', values, kubectl } as const;
  const facts = clusters[cluster];
  if (valueOf(facts.liqo.installed) === false) {
    const install = installCommands({ release, cluster: words[cluster], facts, values });
    return {
      ...common,
      words: [
        `When installing Liqo in the ${cluster} cluster, set ${list}.`,
        ...notes,
        ...install.notes,
      ].join(' '),
    };
  }
  const peerings = activePeeringLines(cluster, Object.keys(values), context);
  const around =
    peerings.disable.length === 0 ? [] : ['Disable the active peerings before and restore them afterwards.'];
  const sentence = `Set ${list} in the Liqo installation of the ${cluster} cluster.`;
  return { ...common, words: [sentence, ...notes, ...around, ...peerings.notes].join(' ') };
}

function withdrawals(
  cluster: Side,
  { service, exposure }: WantedExposure,
  { clusters }: JudgeContext,
): ExposureChange['withdraw'] {
  if (service === 'apiServer') return [];
  const { liqo } = clusters[cluster];
  const installed = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  const isOverridden =
    Object.keys(installed?.annotations ?? {}).some((key) => key.startsWith('liqo.io/override-')) ||
    (service === 'auth' &&
      [liqo.authAddressOverride, liqo.authPortOverride].some((fact) => Boolean(valueOf(fact))));
  const isIngressGone = service === 'auth' && exposure !== 'Ingress';
  return [
    ...(isOverridden && exposure !== 'PortForwarding' ? (['override'] as const) : []),
    ...(isIngressGone && valueOf(liqo.authIngress) ? (['ingress'] as const) : []),
    ...(isIngressGone && valueOf(liqo.authTls) === false && valueOf(liqo.authIngress)
      ? (['plain-http'] as const)
      : []),
  ];
}
