import { addressKind } from '../../liqo/address-kind.js';

/** Whether an address is routed on the Internet. False for names. */
export function isGlobalAddress(address: string): boolean {
  return addressKind(address) === 'global';
}

/** Whether an address is routed inside one network or VPN only: private, CGNAT or unique-local. False for names. */
export function isInternalAddress(address: string): boolean {
  const kind = addressKind(address);
  return kind === 'private' || kind === 'cgnat' || kind === 'unique-local' || kind === 'link-local';
}
