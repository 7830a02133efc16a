/** What stands where a caller says nothing, for everything that has to do with clusters. */
export const defaultLiqoNamespace = 'liqo';
export const defaultProbeNamespace = 'liqo-doctor';
export const defaultImage = 'docker.io/library/node:20-slim';
export const defaultTimeoutMs = 120_000;
/** The longest silence is 65 s, and the pods have to start before it. */
export const defaultDeepTimeoutMs = 180_000;
