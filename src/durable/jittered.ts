/** Shortens a period by up to a fifth at random, so that processes and watchers do not call the store at the same moments. */
export function jittered(period: number): number {
  return period * (0.8 + Math.random() * 0.2);
}
