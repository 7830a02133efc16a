import type { GivenSettings } from './check-settings.js';

const leastDeepTimeoutMs = 120_000;

/** How a caller names the settings that may contradict each other: flags for one, fields for another. */
export type SettingNames = Readonly<
  Record<
    | 'remoteKubeconfig'
    | 'remoteContext'
    | 'deep'
    | 'capture'
    | 'nodes'
    | 'probeFrom'
    | 'timeout'
    | 'networkingDisabled',
    string
  >
>;

/** What is wrong where nothing says which the other cluster is, in one clause; `undefined` where it is said. */
export function missingRemote(
  { remote }: Pick<GivenSettings<unknown>, 'remote'>,
  names: Pick<SettingNames, 'remoteKubeconfig' | 'remoteContext'>,
): string | undefined {
  return remote.kubeconfig === undefined && remote.context === undefined
    ? `say which cluster to peer with: ${names.remoteKubeconfig}, or ${names.remoteContext}`
    : undefined;
}

/** Which settings cannot be followed together, in one clause; `undefined` where all can. */
export function contradictionIn(given: GivenSettings<unknown>, names: SettingNames): string | undefined {
  const { intent, deep, capture, nodes, probeFrom, timeoutMs } = given;
  if (deep === true && timeoutMs !== undefined && timeoutMs < leastDeepTimeoutMs) {
    return `${names.deep} takes up to two minutes: leave ${names.timeout} out, which means 180s then, or give 120s at least`;
  }
  if (probeFrom !== undefined && probeFrom !== 'pods') {
    const without = `which ${names.probeFrom} ${probeFrom} does without`;
    if (deep === true) return `${names.deep} needs pods, ${without}`;
    if (capture === true) return `${names.capture} needs pods that send something, ${without}`;
    if (nodes !== undefined) return `${names.nodes} needs pods, ${without}`;
  }
  if (intent?.peering === 'in-band' && intent.networkingDisabled === true) {
    return `in-band peering goes through the tunnel, which ${names.networkingDisabled} leaves out`;
  }
  return undefined;
}
