/** Maximum difference between the ratios of two runs. */
const maxDifference = 0.05;

/** Compares the ratios of two runs: a line for each ratio, and whether all of them agree. */
export function compareRuns(one, other) {
  const pairs = one.rows.flatMap(({ section, name, ratio }) => {
    const same = other.rows.find((row) => row.section === section && row.name === name);
    return Object.entries(ratio).map(([adapter, first]) => {
      const second = same.ratio[adapter];
      const difference = Math.abs(first - second) / Math.min(first, second);
      return { name: `${section}: ${name}: ${adapter}`, first, second, difference };
    });
  });
  const lines = pairs.map(({ name, first, second, difference }) => {
    const mark = difference <= maxDifference ? '✓' : '✗';
    return `${mark} ${first.toFixed(3)} ${second.toFixed(3)}  ${(difference * 100).toFixed(1).padStart(5)} %  ${name}`;
  });
  return { lines, agree: pairs.every(({ difference }) => difference <= maxDifference) };
}
