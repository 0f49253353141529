import { median } from './median.mjs';

/**
 * How much more each adapter takes than the loop by hand, round by round: the median of it, and the noise, which is what the
 * loop against itself shows: how far its median is from 1, or twice the standard error of it, by its rounds or by the
 * medians of its sittings, whichever is most.
 */
export function ratios(found, figure, base = 'by hand', again = 'by hand, again') {
  const relative = (adapter) =>
    found[adapter].map((figures, round) => figures[figure] / found[base][round][figure]);
  const self = relative(again);
  const sittings = new Set(found[again].map(({ sitting }) => sitting));
  const bySitting = [...sittings].map((one) =>
    median(self.filter((_, round) => found[again][round].sitting === one)),
  );
  const noise = Math.max(
    Math.abs(median(self) - 1),
    twiceTheError(self),
    bySitting.length > 2 ? twiceTheError(bySitting) : 0,
  );
  const ratio = Object.fromEntries(Object.keys(found).map((adapter) => [adapter, median(relative(adapter))]));
  return { ratio, noise, rounds: self.length, base: median(found[base].map((figures) => figures[figure])) };
}

/** Twice the standard error of the median. */
function twiceTheError(ratios) {
  const spread = median(ratios.map((ratio) => Math.abs(ratio - median(ratios))));
  // 1.25 standard errors of a mean are one of a median; 1.48 spreads are one standard deviation.
  return (2 * 1.25 * 1.48 * spread) / Math.sqrt(ratios.length);
}

/** Whether a ratio is within its bar, beyond it, or too near to say. */
export function verdict(ratio, bar, noise) {
  if (ratio * (1 + noise) <= bar) return 'holds';
  return ratio * (1 - noise) > bar ? 'fails' : 'within the noise';
}
