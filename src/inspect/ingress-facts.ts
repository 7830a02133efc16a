import type { IngressFacts, ServiceFacts } from '../model/cluster-facts.js';
import { known, mapFact, unknown, type Fact } from '../model/fact.js';
import { findComponent } from './components.js';
import type { Ingress } from './kubernetes-objects.js';
import { pickObject, type Listing } from './listed-objects.js';

/** The Ingress in front of the authentication server: the chart's own, else any that leads to the Service. */
export function authIngressOf(
  ingresses: Listing<Ingress>,
  authService: ServiceFacts | null | undefined,
): Fact<IngressFacts | null> {
  const own = pickObject(ingresses, (candidates) => findComponent(candidates, 'auth'));
  if (own.known && own.value === undefined && authService) return leadingTo(ingresses, authService.name);
  return mapFact(own, (ingress) => (ingress === undefined ? null : toIngressFacts(ingress)));
}

/** Unknown when none leads there for sure and one is malformed: it might. */
function leadingTo(ingresses: Listing<Ingress>, service: string): Fact<IngressFacts | null> {
  if (!ingresses.known) return ingresses;
  const objects = (ingresses.value ?? []).map(({ object }) => object);
  const object =
    objects.find((candidate) => candidate.ok && leadsTo(candidate.value, service)) ??
    objects.find(({ ok }) => !ok);
  if (object?.ok === false) return unknown(object.failure);
  return known(object === undefined ? null : toIngressFacts(object.value), ingresses.source);
}

function leadsTo(ingress: Ingress, service: string): boolean {
  return (ingress.spec?.rules ?? []).some(({ http }) =>
    (http?.paths ?? []).some(({ backend }) => backend.service?.name === service),
  );
}

function toIngressFacts({ metadata, spec, status }: Ingress): IngressFacts {
  const annotations = metadata.annotations ?? {};
  const className = spec?.ingressClassName ?? annotations['kubernetes.io/ingress.class'];
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  return {
    name: metadata.name,
    host: spec?.rules?.[0]?.host ?? '',
    ...(className !== undefined && { className }),
    annotations,
    tls: (spec?.tls ?? []).length > 0,
    ...(addresses.length > 0 && { addresses }),
  };
}
