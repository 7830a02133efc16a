/** Lower-case letters, digits, dots and hyphens, the first and the last of them no dot or hyphen. */
const subdomain = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * Whether an object may bear a name: API servers take nothing else for nodes, Services, Deployments, custom resources and
 * all other kinds that are read here. Such a name is never taken for an option, nor for anything else by a shell.
 *
 * Source: Kubernetes documentation, Object Names and IDs, "DNS Subdomain Names" (RFC 1123); label and RFC 1035 names are
 * narrower.
 */
export function isObjectName(name: string): boolean {
  return subdomain.test(name);
}
