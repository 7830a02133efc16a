/** A short name for a run, unique enough among the runs of one cluster, made of random bytes. */
export function runIdFrom(random: Uint8Array): string {
  return Buffer.from(random).toString('hex').slice(0, 8);
}
