/** How many nodes of each cluster are to send: `--nodes`. */
export type NodeCount = number | 'all';

/**
 * `--nodes all` means no more than so many. Nodes differ by zone, pool or firewall rather than one by one, and each
 * costs a pod.
 */
export const mostSenders = 10;
