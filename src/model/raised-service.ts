import type { LoadBalancerAddress } from './cluster-facts.js';
import type { StandInRequest } from './run-plan.js';

/** A Service of this run as the API server made it. */
export interface RaisedService {
  readonly request: StandInRequest;
  readonly nodePort?: number | undefined;
  /** `ipFamilies`: its node port answers at addresses of these alone. */
  readonly families?: readonly string[] | undefined;
  /** Empty until the cloud gave an address. */
  readonly loadBalancer: readonly LoadBalancerAddress[];
}

/** The responder of one cluster with the Services in front of it. */
export interface RaisedResponder {
  readonly services: readonly RaisedService[];
  /** Node ports of the Service that keeps the sender's address (`externalTrafficPolicy: Local`); empty without it. */
  readonly sourceNodePorts: readonly number[];
  /** The node that the responder's pod runs on. */
  readonly nodeName?: string | undefined;
}
