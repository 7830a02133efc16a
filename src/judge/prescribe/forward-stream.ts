import { serviceNames } from '../evidence/service-names.js';
import { transportAddress } from '../evidence/outcome-text.js';
import type { Endpoint } from '../../model/peering.js';
import type { PortForward } from '../../model/prescription.js';
import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { certificateChange } from './certificate-names.js';
import { forwardTarget, makeForward, publicAddressOf } from './forward.js';
import type { PrescribeContext } from './prescribe-context.js';
import type { UnmetStream } from './prescribe-stream.js';
import type { Remedy } from './remedy.js';
import { valuesChange } from './values-change.js';

/** A service behind NAT that Liqo advertises at an address of the inside: a forward, and the values that tell of it. */
export function forwardWithValues(unmet: UnmetStream, context: PrescribeContext): Remedy {
  const { service, cluster } = unmet;
  const publicAddress = publicAddressOf(cluster, context);
  const target = forwardTarget(service, cluster, context);
  const port = target?.port ?? (service === 'apiServer' ? 6443 : 443);
  const row: PortForward = {
    protocol: 'tcp',
    ...(publicAddress !== undefined && { publicAddress }),
    publicPort: port,
    targetAddress: target?.address ?? `<a node of the ${cluster} cluster>`,
    targetPort: port,
  };
  const forward = makeForward(cluster, row);
  const where = transportAddress('tcp', publicAddress ?? publicAddressPlaceholder, port);
  const values = valuesChange(
    cluster,
    {
      service,
      exposure: 'PortForwarding',
      address: publicAddress,
      port,
      ...(target?.isProposed === true && { nodePort: port }),
    },
    context,
  );
  const certificate = service === 'apiServer' ? certificateChange(cluster, publicAddress, context) : [];
  return {
    exposure: 'PortForwarding',
    summary: `Forward ${where} to the ${serviceNames[service]} of the ${cluster} cluster and make Liqo advertise it.`,
    changes: [forward.change, ...certificate, values],
    portForward: forward.row,
  };
}

/** Liqo advertises the outside address already: the forward is missing or leads elsewhere. */
export function forwardOnly(unmet: UnmetStream, endpoint: Endpoint, context: PrescribeContext): Remedy {
  const { service, cluster } = unmet;
  const target = forwardTarget(service, cluster, context);
  const [port = 0] = endpoint.ports;
  const forward = makeForward(
    cluster,
    {
      protocol: 'tcp',
      publicAddress: endpoint.host,
      publicPort: port,
      targetAddress: target?.address ?? `<a node of the ${cluster} cluster>`,
      targetPort: target?.port ?? port,
    },
    { isTried: target?.isProposed !== true },
  );
  const where = transportAddress('tcp', endpoint.host, port);
  const certificate = service === 'apiServer' ? certificateChange(cluster, endpoint.host, context) : [];
  // A Service without a node port has nothing that a router could forward to.
  const values =
    target?.isProposed === true
      ? [
          valuesChange(
            cluster,
            { service, exposure: 'PortForwarding', address: endpoint.host, port, nodePort: target.port },
            context,
          ),
        ]
      : [];
  return {
    exposure: 'PortForwarding',
    summary: `Forward ${where}, which Liqo advertises already, to the ${serviceNames[service]} of the ${cluster} cluster.`,
    changes: [forward.change, ...certificate, ...values],
    portForward: forward.row,
  };
}
