import type { Report } from '../model/report.js';
import type { ServiceId, Side } from '../model/peering.js';
import type { Requirement } from '../model/requirement.js';
import type { OpenRequirement } from './open-requirements.js';

/** Services as sentences name them. */
export const serviceNames: Readonly<Record<ServiceId, string>> = {
  auth: 'authentication server',
  apiServer: 'API server',
  gateway: 'gateway',
};

/** Services as tables name them. */
export const shortServiceNames = { auth: 'auth', apiServer: 'API server', gateway: 'gateway' } as const;

/** A service within a sentence. */
function serviceName(service: ServiceId): string {
  return serviceNames[service];
}

/** A cluster by the name of its context; its side is added when both contexts have the same name. */
export function clusterName(report: Pick<Report, 'clusters'>, side: Side): string {
  const { local, remote } = report.clusters;
  const { name } = report.clusters[side];
  return local.name === remote.name ? `${name} (${side})` : name;
}

/** One requirement within a sentence: `API server of milan`. */
export function requirementName(report: Report, requirement: Requirement): string {
  return `${serviceName(requirement.service)} of ${clusterName(report, requirement.cluster)}`;
}

/** An open requirement within a sentence; alternatives are joined by `or`. */
export function openRequirementName(report: Report, open: OpenRequirement): string {
  const services = new Set(open.alternatives.map(({ service }) => service));
  const [only] = services;
  if (only === undefined || services.size > 1 || open.alternatives.length === 1) {
    return open.alternatives.map((each) => requirementName(report, each)).join(' or ');
  }
  const clusters = open.alternatives.map(({ cluster }) => clusterName(report, cluster));
  return `${serviceName(only)} of ${clusters.join(' or ')}`;
}
