import { isIpv6 } from '../../liqo/address-kind.js';
import { installDefaults } from '../../liqo/install-defaults.js';
import { publicAddressPlaceholder } from '../../liqo/words/exposure-change.js';
import { valueNames } from '../../liqo/words/value-names.js';
import { valueOf } from '../../model/fact.js';
import type { Side } from '../../model/peering.js';
import { isGlobalAddress } from '../evidence/address-scope.js';
import type { JudgeContext } from '../judge-context.js';

/** The Service whose values are to change. */
export interface ChangedService {
  readonly cluster: Side;
  readonly service: 'auth' | 'gateway';
  /** The node port that the change pins. */
  readonly nodePort?: number | undefined;
}

/** What is known of a Service's values now; `undefined` for what could not be read. */
interface PresentValues {
  readonly type: string | undefined;
  /** Empty where nothing is overridden. */
  readonly address: string | undefined;
  readonly port: string | undefined;
  readonly nodePort: number | undefined;
  /** The port of the Service itself, at which a load balancer listens. */
  readonly servicePort: number | undefined;
  /** Whether an override counts: Liqo reads that of a gateway only once its Service has an address. */
  readonly canBeOverridden: boolean;
}

function addressArgument(address: string | undefined): string | undefined {
  return address === undefined ? undefined : `--auth-service-address-override=${address}`;
}

/**
 * Values without those that are so already: `helm upgrade --reuse-values` keeps these, and an installation has them by
 * itself. An advertised port that is the Service's own (its node port, or that of its load balancer) needs no value either, since
 * Liqo takes that one.
 *
 * Source: pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2,@v0.10.3; pkg/utils/getters/dataGetters.go@v0.10.3.
 */
export function withoutSettled(
  values: Readonly<Record<string, string>>,
  changed: ChangedService,
  context: JudgeContext,
): Readonly<Record<string, string>> {
  const names = valueNames(context.release);
  const isAuth = changed.service === 'auth';
  const type = isAuth ? names.authServiceType : names.gatewayServiceType;
  const address = isAuth ? names.authAddressOverride : names.gatewayAddressOverride;
  const port = isAuth ? names.authPortOverride : names.gatewayPortOverride;
  const isIngressGone = names.authIngress !== null && values[names.authIngress] === 'false';
  const present = presentValues({ ...changed, isIngressGone }, context);
  const isBalanced = type !== null && (values[type] ?? present.type) === 'LoadBalancer';
  const ownPort = isBalanced ? present.servicePort : (changed.nodePort ?? present.nodePort);
  const list = isAuth ? names.controllerManagerArguments : null;
  const told = [address, list === null ? null : `${list}[0]`].map((key) =>
    key === null ? '' : (values[key] ?? ''),
  );
  // A load balancer's Service has node ports too, and whoever forwards to one advertises the router's address.
  const isForwarded =
    told.some((value) => value !== '' && value !== addressArgument('')) && hasForwardedPort();
  // Whoever set a public address knew it better than a placeholder does; a router's is of IPv4.
  const isPublic = isGlobalAddress(present.address ?? '') && !isIpv6(present.address ?? '');
  const isSettled = (key: string, value: string): boolean => {
    if (key === type) return value === present.type || isForwarded;
    if (key === address) return value === present.address || (value === publicAddressPlaceholder && isPublic);
    if (list !== null && key === `${list}[0]`) return value === addressArgument(present.address);
    if (key !== port) return false;
    // An override with the Service's own port says what Liqo would say without one, and the other way round.
    const isOwnBoth = [value, present.port].every((one) => one === '' || one === String(ownPort));
    return value === present.port || isOwnBoth;
  };
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => !isSettled(key, value)));

  function hasForwardedPort(): boolean {
    const wanted = port === null ? undefined : values[port];
    return present.canBeOverridden && present.nodePort !== undefined && wanted === present.port;
  }
}

const nothingKnown: PresentValues = {
  type: undefined,
  address: undefined,
  port: undefined,
  nodePort: undefined,
  servicePort: undefined,
  canBeOverridden: false,
};

function presentValues(
  { cluster, service, isIngressGone }: ChangedService & { readonly isIngressGone: boolean },
  { clusters, release }: JudgeContext,
): PresentValues {
  const { liqo, platform } = clusters[cluster];
  if (valueOf(liqo.installed) === false) {
    const { serviceType } = installDefaults(platform.provider, release);
    return { ...nothingKnown, type: serviceType, address: '', port: '' };
  }
  const own = valueOf(service === 'auth' ? liqo.authService : liqo.gatewayService);
  if (own === undefined || own === null) {
    return nothingKnown;
  }
  const ingress = service === 'auth' ? valueOf(liqo.authIngress) : null;
  // What an Ingress sets reads like an override, and goes with it.
  const ofIngress = isIngressGone && ingress ? { address: ingress.host, port: '443' } : undefined;
  const override = (part: 'address' | 'port'): string | undefined => {
    if (ingress === undefined) return undefined;
    const annotation = own.annotations[`liqo.io/override-${part}`];
    if (annotation !== undefined && annotation === ofIngress?.[part]) return '';
    // An annotation without text is an override too, which only a value takes away.
    if (annotation === '') return undefined;
    if (service === 'gateway') return annotation ?? '';
    const argument = part === 'address' ? liqo.authAddressOverride : liqo.authPortOverride;
    if (!argument.known) return undefined;
    const told = annotation ?? argument.value ?? '';
    return told === ofIngress?.[part] ? '' : told;
  };
  return {
    type: own.type,
    address: override('address'),
    port: override('port'),
    nodePort: own.type === 'ClusterIP' ? undefined : own.ports[0]?.nodePort,
    servicePort: own.ports[0]?.port,
    canBeOverridden: service === 'auth' || own.type === 'NodePort' || own.loadBalancer.length > 0,
  };
}
