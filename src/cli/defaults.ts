/** What stands where the command line says nothing, for all commands that have to do with clusters. */
export const defaultLiqoNamespace = 'liqo';
export const defaultProbeNamespace = 'liqo-doctor';
export const defaultImage = 'docker.io/library/node:20-slim';
