import type { GatewayPod } from '../inspect/gateway-pod.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { UdpFlow } from '../probe/udp-packet.js';

/** Looking up one flow takes no time. */
const answersWithinMs = 4000;
const answersWithinSeconds = '5';

/** Who is asked. */
export interface TrackingRequest {
  readonly connection: Pick<ClusterConnection, 'exec'>;
  readonly pod: GatewayPod;
  readonly signal: AbortSignal;
}

/**
 * Whether the connection tracking of the gateway's node has an entry for a flow of this run, by `conntrack -G`, which
 * reads that one entry and nothing else; `undefined` where it cannot be asked (the image has it from Liqo v0.8 on).
 *
 * A packet that the packet filter drops on its way in is never confirmed and leaves no entry, while a capture sees it
 * all the same. An entry without replies lives for 30 seconds.
 * SOURCE: Linux net/netfilter/nf_conntrack_core.c, `__nf_conntrack_confirm`; nf_conntrack_udp_timeout.
 */
export async function isTracked(
  { connection, pod, signal }: TrackingRequest,
  { sourceAddress, sourcePort, destinationAddress, destinationPort }: UdpFlow,
): Promise<boolean | undefined> {
  const ends = ['-s', sourceAddress, '-d', destinationAddress];
  const ports = ['--sport', `${sourcePort}`, '--dport', `${destinationPort}`];
  let words = '';
  const started = await connection.exec(
    {
      namespace: pod.namespace,
      pod: pod.name,
      container: pod.container,
      command: ['timeout', answersWithinSeconds, 'conntrack', '-G', '-p', 'udp', ...ends, ...ports],
      onStdout: () => undefined,
      onStderr: (chunk) => {
        words += Buffer.from(chunk).toString('utf8');
      },
    },
    signal,
  );
  if (!started.ok) return undefined;
  const limit = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), answersWithinMs).unref();
  });
  const end = await Promise.race([started.value.ended, limit]);
  started.value.close();
  if (end?.kind !== 'exited') return undefined;
  if (end.code === 0) return true;
  return words.includes("such conntrack doesn't exist") ? false : undefined;
}
