import type { IngressFacts, ServiceFacts } from '../model/cluster-facts.js';
import { mapFact, type Fact } from '../model/fact.js';
import { findComponent } from './deployment-arguments.js';
import type { Ingress } from './kubernetes-objects.js';
import type { Reading } from './reading.js';

/** The Ingress in front of the authentication server: the chart's own, else any that leads to the Service. */
export function authIngressOf(
  ingresses: Reading<readonly Ingress[]>,
  authService: ServiceFacts | null | undefined,
): Fact<IngressFacts | null> {
  return mapFact(ingresses, (list) => {
    const all = list ?? [];
    const ingress =
      findComponent(all, 'auth') ?? all.find((candidate) => leadsTo(candidate, authService?.name));
    return ingress === undefined ? null : toIngressFacts(ingress);
  });
}

function leadsTo(ingress: Ingress, service: string | undefined): boolean {
  return (ingress.spec?.rules ?? []).some(({ http }) =>
    (http?.paths ?? []).some(({ backend }) => service !== undefined && backend.service?.name === service),
  );
}

function toIngressFacts({ metadata, spec }: Ingress): IngressFacts {
  const annotations = metadata.annotations ?? {};
  const className = spec?.ingressClassName ?? annotations['kubernetes.io/ingress.class'];
  return {
    name: metadata.name,
    host: spec?.rules?.[0]?.host ?? '',
    ...(className !== undefined && { className }),
    annotations,
    tls: (spec?.tls ?? []).length > 0,
  };
}
