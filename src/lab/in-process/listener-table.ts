import type { Side } from '../../model/peering.js';
import type { Host } from '../network/packet.js';
import type { IngressControllerSpec } from '../topology/ingress-spec.js';

/** What would answer behind a TCP port. */
export type Listening =
  | { readonly kind: 'api-server' | 'responder'; readonly side: Side }
  | { readonly kind: 'auth'; readonly side: Side; readonly clusterId: string; readonly tls: boolean }
  /** An Ingress controller, which reaches its backends from a host. */
  | {
      readonly kind: 'ingress';
      readonly side: Side;
      readonly host: Host;
      readonly controller: IngressControllerSpec;
    };

/** Stands for the loopback ports of a real lab: numbers that mean a server instead of leading to one. */
export class ListenerTable {
  readonly #listening: Listening[] = [];

  /** The number to listen with. */
  add(listening: Listening): number {
    return this.#listening.push(listening);
  }

  get(number: number): Listening | undefined {
    return this.#listening[number - 1];
  }
}
