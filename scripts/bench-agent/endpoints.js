// Which loopback endpoints are probed, and which files tell so to each tool.
import { randomBytes } from 'node:crypto';

/** Distinct addresses of 127.0.0.0/8, which Linux answers for as a whole. */
export function addresses(count, net) {
  return Array.from({ length: count }, (_, index) => `127.${net}.${index >> 8}.${index & 255}`);
}

export const clusterId = 'f25f3ddd-6f5f-47b8-9f5d-0d4e5b2a9b0e';
export const key = randomBytes(16);
export const runId = 'bench';

const common = { purpose: 'stand-in', target: 'remote' };

/** The agent's plan for endpoints of one kind. */
export function agentPlan(kind, hosts, port) {
  const service = kind === 'stand-in-udp' ? 'gateway' : 'auth';
  const id = (index) => `probe-${index}`;
  const probes = hosts.map((host, index) => {
    const task = { kind, id: id(index), ...common, service, host, port };
    return kind === 'auth' ? { ...task, clusterId } : task;
  });
  return { role: 'prober', runId, from: 'local', view: 'pod', deadlineMs: 600_000, probes };
}
