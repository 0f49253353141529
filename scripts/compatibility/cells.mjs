// Runs the cells of the matrix, and prints rows with the versions, the result, and the time including the installation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './install.mjs';

/**
 * Runs each cell in its own folder with the packed package. `run(tarball, folder, report)` of a cell calls `report(versions, result)`
 * for each result, and rejects if something fails. Resolves to the number of failed cells.
 */
export async function runCells(cells) {
  const folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
  const failed = [];
  try {
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
    const tarball = join(folder, JSON.parse(stdout)[0].filename);
    for (const [number, cell] of cells.entries()) {
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      const report = (versions, result) => console.log(`passed  ${versions}: ${result}`);
      try {
        await cell.run(tarball, join(folder, `${number}`), report);
        console.log(`passed  ${cell.name} (${seconds()})`);
      } catch (error) {
        failed.push(cell.name);
        console.log(`FAILED  ${cell.name} (${seconds()})`);
        console.error(error.message);
      }
      await rm(join(folder, `${number}`), { recursive: true, force: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(`${cells.length - failed.length} of ${cells.length} cells of the matrix passed`);
  return failed.length;
}
