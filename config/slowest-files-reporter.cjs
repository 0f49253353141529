// A reporter for Jest that lists the ten spec files that took longest, so that authors of specs notice a slow one.
const { relative } = require('node:path');

const count = 10;

module.exports = class SlowestFilesReporter {
  #rootDir;

  constructor({ rootDir }) {
    this.#rootDir = rootDir;
  }

  onRunComplete(_contexts, { testResults }) {
    if (testResults.length <= count) return;
    const slowest = testResults
      .map(({ testFilePath, perfStats: { start, end } }) => ({
        file: relative(this.#rootDir, testFilePath),
        seconds: (end - start) / 1000,
      }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, count);
    const rows = slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
    process.stderr.write(`\nSlowest files:\n${rows.join('\n')}\n`);
  }
};
