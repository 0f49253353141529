/** Maximum number of runs. Other work of the machine makes some of them slower. */
const maxTries = 10;

/**
 * The minimum CPU time of `run` in milliseconds: that of ten runs, or of fewer if one takes no longer than `enough`. CPU time does not
 * count other processes.
 */
export async function leastTime(run: () => unknown, enough: number): Promise<number> {
  let least = Infinity;
  for (let tries = 0; tries < maxTries && least > enough; tries += 1) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
