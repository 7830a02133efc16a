import type { PlatformFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import { gatherEvidence, type PlatformEvidence, type PlatformInput } from './platform-evidence.js';
import {
  cloudKernels,
  controlPlaneLabels,
  distributions,
  kubeadmLabel,
  managedOpenShiftHosts,
  managedServices,
  ownMachines,
  publicClouds,
  type Distribution,
  type ManagedService,
} from './platform-signs.js';

/** Something recognised, with the sentences that show it. */
interface Recognised<T> {
  readonly what: T;
  readonly signs: readonly string[];
}

/**
 * Tells where a cluster runs from the provider IDs, labels and kernels of its nodes, its version and the API server's
 * name. A cluster without any sign of a cloud is known to be none; a sign that is not understood makes it unknown.
 */
export function recognisePlatform(input: PlatformInput): PlatformFacts {
  const evidence = gatherEvidence(input);
  const service = findManagedService(evidence);
  const distribution = service === undefined ? findDistribution(evidence) : undefined;
  const cloud = findPublicCloud(evidence, distribution?.what);
  const kubeadm = evidence.label([kubeadmLabel]);
  const provider =
    service?.what.provider ??
    distribution?.what.provider ??
    cloud?.what ??
    evidence.schemes.find((scheme) => ownMachines.includes(scheme)) ??
    (kubeadm === undefined ? 'generic' : 'kubeadm');
  const cloudFact = decideCloud(input, { evidence, service, distribution, cloud });
  return {
    provider,
    cloud: cloudFact,
    managed: decideManaged({ evidence, service, distribution }, cloudFact),
    evidence: [
      ...new Set([
        ...(service?.signs ?? []),
        ...(distribution?.signs ?? []),
        ...(cloud?.signs ?? []),
        ...evidence.schemes.map((scheme) => evidence.scheme(scheme) ?? ''),
        ...(provider === 'kubeadm' && kubeadm !== undefined ? [kubeadm] : []),
      ]),
    ],
  };
}

function present(signs: readonly (string | undefined)[]): readonly string[] {
  return signs.filter((sign) => sign !== undefined);
}

function findManagedService(evidence: PlatformEvidence): Recognised<ManagedService> | undefined {
  for (const service of managedServices) {
    const foreign = evidence.schemes.length > 0 && !evidence.schemes.includes(service.providerIdScheme);
    const signs = present([
      evidence.version(service.versionSuffix),
      evidence.label(service.nodeLabels),
      evidence.host(service.hostSuffixes),
    ]);
    if (signs.length > 0 && !foreign) return { what: service, signs };
  }
  return undefined;
}

function findDistribution(evidence: PlatformEvidence): Recognised<Distribution> | undefined {
  for (const distribution of distributions) {
    const signs = present([
      evidence.version(distribution.versionSuffix),
      evidence.label(distribution.nodeLabels),
      evidence.scheme(distribution.providerIdScheme),
      ...(distribution.provider === 'openshift' ? [evidence.host(managedOpenShiftHosts)] : []),
    ]);
    if (signs.length > 0) return { what: distribution, signs };
  }
  return undefined;
}

function findPublicCloud(
  evidence: PlatformEvidence,
  distribution: Distribution | undefined,
): Recognised<string> | undefined {
  // The kernel is that of the computer the containers run on, and says nothing of how they are reached.
  if (distribution?.local === true) return undefined;
  for (const scheme of evidence.schemes) {
    const what = publicClouds[scheme];
    if (what !== undefined) return { what, signs: present([evidence.scheme(scheme)]) };
  }
  for (const { pattern, provider } of cloudKernels) {
    const sign = evidence.kernel(pattern);
    if (sign !== undefined) return { what: provider, signs: [sign] };
  }
  return undefined;
}

interface Findings {
  readonly evidence: PlatformEvidence;
  readonly service: Recognised<ManagedService> | undefined;
  readonly distribution: Recognised<Distribution> | undefined;
}

function decideCloud(
  input: PlatformInput,
  { evidence, service, cloud, distribution }: Findings & { readonly cloud: Recognised<string> | undefined },
): Fact<boolean> {
  const signs = [
    ...(cloud?.signs ?? []),
    ...(service?.signs ?? []),
    ...present([evidence.host(managedOpenShiftHosts)]),
  ];
  if (signs.length > 0) return known(true, signs.join(' '));
  if (!input.nodes.known) return unknown(input.nodes.reason);
  if (evidence.machines.length === 0) return unknown('the cluster has no node that is a machine');
  const strange = evidence.schemes.find((scheme) => !ownMachines.includes(scheme));
  if (strange !== undefined) return unknown(`provider IDs that begin with ${strange}:// are not known`);
  const local = distribution?.what.local === true ? distribution.signs : [];
  const own = present(evidence.schemes.map((scheme) => evidence.scheme(scheme)));
  const seen = [...new Set([...local, ...own])];
  return known(
    false,
    [
      ...seen,
      'No node has a provider ID, a label or a kernel of a public cloud, nor has the API server such a name.',
    ].join(' '),
  );
}

function decideManaged({ evidence, service, distribution }: Findings, cloud: Fact<boolean>): Fact<boolean> {
  if (service !== undefined) return known(true, service.signs.join(' '));
  const redHat = evidence.host(managedOpenShiftHosts);
  if (redHat !== undefined) return known(true, redHat);
  const controlPlane = evidence.label(controlPlaneLabels);
  if (controlPlane !== undefined) return known(false, controlPlane);
  if (distribution !== undefined && distribution.what.provider !== 'openshift') {
    return known(false, distribution.signs.join(' '));
  }
  if (!cloud.known) return cloud;
  return cloud.value
    ? unknown('no node of a control plane is visible, and nothing tells which service would run it')
    : known(false, cloud.source);
}
