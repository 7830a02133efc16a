import type { LoadBalancerAddress } from '../model/cluster-facts.js';
import type { Service } from './kubernetes-objects.js';

/** The addresses in the status of a Service or an Ingress, in their order; an entry may have neither IP nor name. */
export function publishedAddresses(status: Service['status']): readonly LoadBalancerAddress[] {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({
    ...(isSet(ip) && { ip }),
    ...(isSet(hostname) && { hostname }),
  }));
}

/** Whether a field that may be left out has a text. */
export function isSet(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== '';
}
