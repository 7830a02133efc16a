import type { RaisedService } from '../model/raised-service.js';
import { pause } from './pause.js';
import { raisedService } from './raise.js';
import type { RaisedRun } from './cluster-run.js';
import { objectNames } from './run-objects.js';

const pollIntervalMs = 500;

/** How long to wait for a load balancer, and what ends the wait early. */
export interface LoadBalancerWait {
  readonly withinMs: number;
  /** Aborted when the answer is no longer needed. */
  readonly signal: AbortSignal;
}

/** A LoadBalancer Service as it is now; as it was known where it cannot be read. */
export async function readLoadBalancer(run: RaisedRun, service: RaisedService): Promise<RaisedService> {
  const { connection, settings } = run;
  const { namespace } = settings;
  const name = objectNames(settings.runId).standIn(service.request);
  const read = await connection.call({ verb: 'get', resource: 'services', namespace }, () =>
    connection.core.readNamespacedService({ name, namespace }),
  );
  return read.ok ? raisedService(service.request, read.value) : service;
}

/** Waits until a LoadBalancer Service has an address; returns the Service as it is when the wait ends. */
export async function awaitLoadBalancer(
  run: RaisedRun,
  service: RaisedService,
  { withinMs, signal }: LoadBalancerWait,
): Promise<RaisedService> {
  const name = objectNames(run.settings.runId).standIn(service.request);
  const startedAt = performance.now();
  let latest = service;
  while (latest.loadBalancer.length === 0 && performance.now() - startedAt < withinMs && !signal.aborted) {
    run.onProgress(`waiting for an address of LoadBalancer Service ${name}`);
    await pause(pollIntervalMs, signal);
    latest = await readLoadBalancer(run, latest);
  }
  return latest;
}
