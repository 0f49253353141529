import { median } from './median.mjs';

const base = 'by hand';
const again = 'by hand, again';

/**
 * The cost of each adapter relative to the loop by hand: the median of the ratios of all rounds. `noise` is that of the loop
 * against itself; `absolute` is the median cost of the loop.
 */
export function ratios(results, figure) {
  const relative = (adapter) =>
    results[adapter].map((figures, round) => figures[figure] / results[base][round][figure]);
  const others = Object.keys(results).filter((adapter) => adapter !== base && adapter !== again);
  return {
    ratio: Object.fromEntries(others.map((adapter) => [adapter, median(relative(adapter))])),
    noise: toNoise(
      relative(again),
      results[again].map(({ sitting }) => sitting),
    ),
    rounds: results[base].length,
    absolute: median(results[base].map((figures) => figures[figure])),
  };
}

/**
 * Noise of ratios that should be 1: the distance of their median from 1, or twice the standard error of that median, by rounds
 * or by the medians of sittings, whichever is largest.
 */
function toNoise(ratios, sittings) {
  const bySitting = [...new Set(sittings)].map((sitting) =>
    median(ratios.filter((_, round) => sittings[round] === sitting)),
  );
  return Math.max(
    Math.abs(median(ratios) - 1),
    twiceTheError(ratios),
    bySitting.length > 2 ? twiceTheError(bySitting) : 0,
  );
}

/** Twice the standard error of the median. */
function twiceTheError(ratios) {
  const medianDeviation = median(ratios.map((ratio) => Math.abs(ratio - median(ratios))));
  // The standard error of a median is 1.25 times that of a mean; 1.48 median deviations are one standard deviation.
  return (2 * 1.25 * 1.48 * medianDeviation) / Math.sqrt(ratios.length);
}

/** Whether a ratio is below its bar or above it by more than the noise. */
export function compareWithBar(ratio, bar, noise) {
  if (ratio * (1 + noise) <= bar) return 'holds';
  return ratio * (1 - noise) > bar ? 'fails' : 'within the noise';
}
