import type { LiqoServiceSpec } from '../topology/cluster-spec.js';
import type { OverrideRecipe } from './recipe.js';

/** What Liqo v0.x is told to advertise for a Service, at which of the addresses and ports that it might be told. */
export function overrideOf(
  override: OverrideRecipe,
  addresses: { readonly router: string; readonly node: string },
  ports: { readonly own: number; readonly other: number },
): Pick<LiqoServiceSpec, 'overrideAddress' | 'overridePort'> {
  switch (override) {
    case 'none':
      return {};
    case 'empty':
      return { overrideAddress: '' };
    case 'node':
      return { overrideAddress: addresses.node, overridePort: ports.own };
    case 'router':
      return { overrideAddress: addresses.router, overridePort: ports.own };
    case 'router-other-port':
      return { overrideAddress: addresses.router, overridePort: ports.other };
  }
}
