import type { SearchedInterface } from '../../model/discovery.js';

/** What kept a machine from asking or hearing, one sentence each. */
export function troubles(interfaces: readonly SearchedInterface[]): string[] {
  return interfaces.flatMap(({ interface: name, family, sendError, listenError }) => [
    ...(sendError === undefined ? [] : [`By ${name} (${family}) nothing could be sent (${sendError}).`]),
    ...(listenError === undefined
      ? []
      : [
          `Port 5353 of ${name} (${family}) could not be had (${listenError}), so that announcements are not heard there.`,
        ]),
  ]);
}

/** Whether multicast comes through at all. */
export function heardSentence(interfaces: readonly SearchedInterface[]): string {
  const heard = interfaces.reduce((sum, each) => sum + each.heard, 0);
  return heard === 0
    ? 'No mDNS message of any kind came in: there is no other device that uses mDNS, or multicast is filtered.'
    : `Other mDNS messages came in (${heard}), so that multicast does come through.`;
}
