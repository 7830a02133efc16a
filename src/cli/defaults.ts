/** What stands where the command line says nothing, for all commands that have to do with clusters. */
export const defaultLiqoNamespace = 'liqo';
export const defaultProbeNamespace = 'liqo-doctor';
export const defaultImage = 'docker.io/library/node:20-slim';
/** Files of runs: those of clusters with thousands of nodes take some megabytes. */
export const largestRunBytes = 64 * 1024 * 1024;
