import type { LiqoAuthSpec } from '../../../src/lab/topology/cluster-spec.js';

/** What a Helm value of `auth.tls` or `auth.ingress` changes, by its name after `auth.`; `undefined` for other values. */
export function setIngressValue(spec: LiqoAuthSpec, name: string, value: string): LiqoAuthSpec | undefined {
  const { ingress, tls, ...rest } = spec;
  const plain = tls === false ? { tls } : {};
  const [, annotation] = /^ingress\.annotations\.(.+)$/.exec(name) ?? [];
  if (annotation !== undefined && ingress !== undefined) {
    const annotations = { ...ingress.annotations, [annotation.replaceAll('\\.', '.')]: value };
    return { ...spec, ingress: { ...ingress, annotations } };
  }
  switch (name) {
    case 'tls':
      return { ...rest, ...(ingress && { ingress }), ...(value === 'false' && { tls: false }) };
    case 'ingress.enable':
      if (value === 'false') return { ...rest, ...plain };
      return { ...spec, ingress: ingress ?? { host: '', annotations: {} } };
    default:
      return undefined;
  }
}
