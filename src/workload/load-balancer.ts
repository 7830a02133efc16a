import type { RaisedService } from '../model/raised-service.js';
import { pause } from './pause.js';
import { raisedService } from './raise.js';
import type { RaisedRun } from './cluster-run.js';
import { objectNames } from './run-objects.js';

const pollIntervalMs = 500;

/** Waits until a LoadBalancer Service has an address, at most `withinMs`; returns it as it is then. */
export async function awaitLoadBalancer(
  run: RaisedRun,
  service: RaisedService,
  withinMs: number,
): Promise<RaisedService> {
  const { connection, settings, signal } = run;
  const { namespace } = settings;
  const name = objectNames(settings.runId).standIn(service.request);
  const startedAt = performance.now();
  let latest = service;
  while (latest.loadBalancer.length === 0 && performance.now() - startedAt < withinMs && !signal.aborted) {
    run.onProgress(`waiting for an address of LoadBalancer Service ${name}`);
    await pause(pollIntervalMs, signal);
    const read = await connection.call({ verb: 'get', resource: 'services', namespace }, () =>
      connection.core.readNamespacedService({ name, namespace }),
    );
    if (read.ok) latest = raisedService(service.request, read.value);
  }
  return latest;
}
