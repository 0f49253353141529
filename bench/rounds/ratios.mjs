import { median } from './median.mjs';

/**
 * How much more each adapter takes than the loop by hand, round by round: the median of it, and the noise, which is how
 * far the median of the loop against itself is from 1, or half of its rounds are, by the square root of their number,
 * whichever is more.
 */
export function ratios(found, figure, base = 'by hand', again = 'by hand, again') {
  const relative = (adapter) =>
    found[adapter].map((figures, round) => figures[figure] / found[base][round][figure]);
  const self = relative(again);
  const spread = median(self.map((ratio) => Math.abs(ratio - median(self))));
  // 1.25 standard errors of a mean are one of a median; 1.48 spreads are one standard deviation.
  const error = (2 * 1.25 * 1.48 * spread) / Math.sqrt(self.length);
  const noise = Math.max(Math.abs(median(self) - 1), error);
  const ratio = Object.fromEntries(Object.keys(found).map((adapter) => [adapter, median(relative(adapter))]));
  return { ratio, noise, rounds: self.length, base: median(found[base].map((figures) => figures[figure])) };
}

/** Whether a ratio is within its bar, beyond it, or too near to say. */
export function verdict(ratio, bar, noise) {
  if (ratio * (1 + noise) <= bar) return 'holds';
  return ratio * (1 - noise) > bar ? 'fails' : 'within the noise';
}
