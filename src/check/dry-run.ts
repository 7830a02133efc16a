import type { ProbeTask } from '../model/agent-plan.js';
import { peerOf, type Side } from '../model/peering.js';
import type { RunPlan } from '../model/run-plan.js';
import { objectNames } from '../workload/run-objects.js';
import type { DryRun } from '../model/dry-run.js';
import type { CheckRequest } from './check-request.js';

/** What a run by this plan would create and probe, in words; nothing is created to find out. */
export function describeDryRun(request: CheckRequest, plan: RunPlan): DryRun {
  const creates = (side: Side) => (request.probeFrom === 'pods' ? objectsIn(side, request, plan) : []);
  const probes = (side: Side) => [
    ...plan.probes[side].map(describeProbe),
    ...standInProbesFrom(side, plan),
    ...viewsFrom(side, plan),
    ...capturesIn(side, request, plan),
    ...(side === 'local' && plan.listensToLan === true ? [lanWords] : []),
  ];
  return {
    creates: { local: creates('local'), remote: creates('remote') },
    probes: { local: probes('local'), remote: probes('remote') },
  };
}

/** It is the operator's machine that asks; a node's own network is listened to where it is probed from. */
const lanWords =
  'mDNS in the LANs of this machine, UDP port 5353 of 224.0.0.251 and ff02::fb: announcements of both clusters';

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
    ...furtherProbers(side, request, plan),
  ];
}

/** What `--nodes` costs: a pod on each further node, and one in a node's own network. */
function furtherProbers(side: Side, request: CheckRequest, plan: RunPlan): string[] {
  const { namespace } = request.workload;
  const names = objectNames('RUN');
  const senders = plan.senders?.[side] ?? [];
  if (senders.length === 0) return [];
  const jobOf = (suffix: string, where: string): string[] => [
    `ConfigMap ${namespace}/${names.proberPlan(1, suffix)}`,
    `Job ${namespace}/${names.prober(1, suffix)} ${where}`,
  ];
  return [
    ...senders
      .slice(1)
      .flatMap((node, index) => jobOf(`-${index + 2}`, `on node ${node} or another that takes pods`)),
    ...jobOf('-host', 'in the network of a node, if that is admitted'),
  ];
}

function describeProbe(probe: ProbeTask): string {
  const protocol = probe.service === 'gateway' ? 'UDP' : 'HTTPS';
  return `${protocol} ${probe.host} port ${probe.port}: ${probe.service} of the ${probe.target} cluster (${probe.purpose})`;
}

/** What `--capture` runs in a pod of Liqo. */
function capturesIn(side: Side, request: CheckRequest, plan: RunPlan): string[] {
  const probed = plan.probes[peerOf(side)].filter(
    ({ kind, target }) => kind === 'live-gateway' && target === side,
  );
  if (request.capture !== true || probed.length === 0) return [];
  if (probed.some(({ purpose }) => purpose === 'existing')) {
    return ['tcpdump in the active pod of the gateway server of this peering, in its tenant namespace'];
  }
  const { liqoNamespace } = request.clusters[side];
  return [`tcpdump in the pod of namespace ${liqoNamespace} that is labelled net.liqo.io/gateway=active`];
}

/** How often the same is probed again from elsewhere. */
function viewsFrom(side: Side, plan: RunPlan): string[] {
  const senders = plan.senders?.[side] ?? [];
  if (senders.length === 0) return [];
  const nodes = senders.length === 1 ? '1 node' : `${senders.length} nodes`;
  return [
    `all of these from pods on ${nodes}, and from the network of one of them`,
    `every NodePort stand-in of the ${peerOf(side)} cluster at the other nodes of that cluster`,
  ];
}

function standInProbesFrom(side: Side, plan: RunPlan): string[] {
  return plan.standIns
    .filter(({ cluster }) => cluster !== side)
    .map(({ cluster, service, exposure }) => {
      const protocol = service === 'gateway' ? 'UDP' : 'TCP';
      return `${protocol} to the ${service} stand-in of the ${cluster} cluster behind a ${exposure} Service`;
    });
}
