import type { Severity } from '../../model/finding.js';
import { addressEntries } from './catalogue-addresses.js';
import { apiServerEntries } from './catalogue-api-server.js';
import { authEntries } from './catalogue-auth.js';
import { discoveryEntries } from './catalogue-discovery.js';
import { gatewayEntries } from './catalogue-gateway.js';
import { natEntries } from './catalogue-nat.js';
import { networkEntries } from './catalogue-network.js';
import { platformEntries } from './catalogue-platform.js';
import { runEntries } from './catalogue-run.js';
import { viewEntries } from './catalogue-views.js';
import { versionEntries } from './catalogue-versions.js';

/** What is to be said of one finding wherever it occurs. Codes are immutable once released and never reused. */
export interface CatalogueEntry {
  readonly code: string;
  /** An assertion that is true when the check passes. */
  readonly title: string;
  readonly severity: Severity;
  /** True where a failure rules peering out, whatever is reachable. */
  readonly prerequisite?: true;
  /** Why it matters to a peering. */
  readonly meaning: string;
  readonly howDecided: string;
  /** What to do when it does not hold. */
  readonly remedy: string;
  /** Where the rule comes from. */
  readonly source: string;
}

/** Every finding there is, in the order in which reports show them. */
export const catalogue: readonly CatalogueEntry[] = [
  ...runEntries,
  ...platformEntries,
  ...networkEntries,
  ...natEntries,
  ...versionEntries,
  ...authEntries,
  ...apiServerEntries,
  ...gatewayEntries,
  ...addressEntries,
  ...viewEntries,
  ...discoveryEntries,
];

/** The entry of a code; `undefined` for a code that does not exist. */
export function catalogueEntry(code: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.code === code.toUpperCase());
}

/** The anchor of a code in docs/checks.md. */
export function docsAnchor(code: string): string {
  return code.toLowerCase();
}
