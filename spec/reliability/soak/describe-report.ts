import type { SoakReport } from './soak.js';

/** Maximum memory in the last third of the runs, relative to the first third. */
const maxGrowth = 1.1;

/** The report as text. */
export function describeReport(report: SoakReport): string {
  const { runs, seconds, outcomes, errors, unexpected, lostBytes, leaks, growth, memory } = report;
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  return [
    `runs        ${runs} in ${seconds.toFixed(1)} s`,
    `outcomes    ${list(outcomes)}`,
    `errors      ${list(errors)}`,
    `unexpected  ${unexpected.length}${unexpected.map((run) => `\n            ${run}`).join('')}`,
    `lost bytes  ${lostBytes}`,
    `leaks       ${sum(leaks)} (${list(leaks)})`,
    `memory      ${growth.toFixed(3)} times that of the first third (${memory[0] ?? 0} MB to ${memory.at(-1) ?? 0} MB)`,
  ].join('\n');
}

/** Whether every run had an allowed outcome, no bytes were lost, and no resources are left. */
export function isClean({ runs, outcomes, unexpected, lostBytes, leaks, growth }: SoakReport): boolean {
  const { completed, failed, cancelled } = outcomes;
  return (
    completed + failed + cancelled === runs &&
    unexpected.length + lostBytes + sum(leaks) === 0 &&
    growth <= maxGrowth
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
