import type { ProbeTask } from '../model/agent-plan.js';
import type { Side } from '../model/peering.js';
import type { RunPlan } from '../model/run-plan.js';
import { objectNames } from '../workload/run-objects.js';
import type { DryRun } from '../model/dry-run.js';
import type { CheckRequest } from './check-request.js';

/** What a run by this plan would create and probe, in words; nothing is created to find out. */
export function describeDryRun(request: CheckRequest, plan: RunPlan): DryRun {
  const creates = (side: Side) => (request.probeFrom === 'pods' ? objectsIn(side, request, plan) : []);
  const probes = (side: Side) => [...plan.probes[side].map(describeProbe), ...standInProbesFrom(side, plan)];
  return {
    creates: { local: creates('local'), remote: creates('remote') },
    probes: { local: probes('local'), remote: probes('remote') },
  };
}

function objectsIn(side: Side, request: CheckRequest, plan: RunPlan): string[] {
  const { namespace } = request.workload;
  const names = objectNames('RUN');
  const standIns = plan.standIns.filter(({ cluster }) => cluster === side);
  return [
    `Namespace ${namespace}, if it does not exist`,
    `Job ${namespace}/${names.responder}, which owns all of the following`,
    `Secret ${namespace}/${names.key}`,
    ...[names.agent, names.responderPlan, names.proberPlan(1)].map(
      (name) => `ConfigMap ${namespace}/${name}`,
    ),
    `Service ${namespace}/${names.source} of type NodePort`,
    ...standIns.map(
      (standIn) => `Service ${namespace}/${names.standIn(standIn)} of type ${standIn.exposure}`,
    ),
    `Job ${namespace}/${names.prober(1)}`,
  ];
}

function describeProbe(probe: ProbeTask): string {
  const protocol = probe.kind === 'live-gateway' || probe.kind === 'stand-in-udp' ? 'UDP' : 'HTTPS';
  return `${protocol} ${probe.host} port ${probe.port}: ${probe.service} of the ${probe.target} cluster (${probe.purpose})`;
}

function standInProbesFrom(side: Side, plan: RunPlan): string[] {
  return plan.standIns
    .filter(({ cluster }) => cluster !== side)
    .map(({ cluster, service, exposure }) => {
      const protocol = service === 'gateway' ? 'UDP' : 'TCP';
      return `${protocol} to the ${service} stand-in of the ${cluster} cluster behind a ${exposure} Service`;
    });
}
