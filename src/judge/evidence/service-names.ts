import type { ServiceId } from '../../model/peering.js';

/** What the services are called in sentences. */
export const serviceNames: Readonly<Record<ServiceId, string>> = {
  auth: 'authentication server',
  apiServer: 'API server',
  gateway: 'gateway',
};
