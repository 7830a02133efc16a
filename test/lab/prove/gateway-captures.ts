import { resources } from '../../../src/lab/api/resources.js';
import type { InProcessLab } from '../../../src/lab/in-process/start-in-process.js';
import type { Host } from '../../../src/lab/network/packet.js';
import type { CapturedArrival, GatewayCapture } from '../../../src/model/gateway-capture.js';
import type { Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';
import type { RunPlan } from '../../../src/model/run-plan.js';

/** Port that WireGuard listens on, in the network of the gateway's node. */
const wireGuardPort = 5871;

/** The node of a live gateway, whose pod has the node's own network; `undefined` where Liqo is absent. */
function gatewayHost(lab: InProcessLab, side: Side): Host | undefined {
  const [pod] = lab.clusters[side].api.store
    .list(resources.pods, 'liqo')
    .filter(({ metadata }) => metadata.labels?.['net.liqo.io/gateway'] === 'active');
  const node = (pod?.['spec'] as { readonly nodeName?: string } | undefined)?.nodeName;
  return node === undefined ? undefined : { kind: 'node', side, node };
}

/** A datagram that came to a live gateway. */
export interface AtGateway {
  readonly cluster: Side;
  readonly source: string;
}

/** Sends, and tells what came to live gateways meanwhile; they answer nothing. */
export function watchGateways<Sent>(
  lab: InProcessLab,
  send: () => Sent,
): { readonly sent: Sent; readonly arrived: AtGateway | undefined } {
  let arrived: AtGateway | undefined;
  const hosts = sides.flatMap((side) => gatewayHost(lab, side) ?? []);
  for (const host of hosts) {
    lab.network.unbindUdp(host, wireGuardPort);
    lab.network.bindUdp(host, wireGuardPort, ({ address, port }) => {
      if (host.kind === 'node') arrived ??= { cluster: host.side, source: `${address}:${port}` };
    });
  }
  const sent = send();
  for (const host of hosts) {
    lab.network.unbindUdp(host, wireGuardPort);
    lab.network.bindUdp(host, wireGuardPort, () => undefined);
  }
  return { sent, arrived };
}

/** As many as a probe of a live gateway sends. */
export const datagramsSent = 10;

/**
 * What tcpdump at live gateways tells of a run: one capture for each that the peer probes. The nodes of the lab have no
 * packet filter of their own, so connection tracking knows whatever arrived.
 */
export class GatewayCaptures {
  readonly #arrivals: Readonly<Record<Side, CapturedArrival[]>> = { local: [], remote: [] };

  saw(probe: string, { cluster, source }: AtGateway): void {
    this.#arrivals[cluster].push({ probe, received: datagramsSent, sources: [source], tracked: true });
  }

  finish({ probes }: RunPlan): readonly GatewayCapture[] {
    return sides
      .filter((side) =>
        probes[peerOf(side)].some(({ kind, target }) => kind === 'live-gateway' && target === side),
      )
      .map((cluster) => ({ cluster, status: 'listened', arrivals: this.#arrivals[cluster] }));
  }
}
