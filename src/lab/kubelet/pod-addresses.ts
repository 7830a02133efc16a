import { nthAddress } from '../network/addresses.js';

/** Hands out pod addresses: every node has a /24 of the pod CIDR, pods begin at `.2`. */
export class PodAddresses {
  readonly #podCidr: string;
  readonly #nodes: readonly string[];
  readonly #given = new Map<string, number>();

  constructor(podCidr: string, nodes: readonly string[]) {
    this.#podCidr = podCidr;
    this.#nodes = nodes;
  }

  next(node: string): string {
    const count = (this.#given.get(node) ?? 0) + 1;
    this.#given.set(node, count);
    // 252 addresses a node; a lab does not live long enough to need the first one back while it is in use.
    return nthAddress(this.#podCidr, Math.max(0, this.#nodes.indexOf(node)) * 256 + 2 + ((count - 1) % 252));
  }
}
