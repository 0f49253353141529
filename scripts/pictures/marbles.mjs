// Draws the pictures docs/marbles/*.svg. Each shows a run in virtual time, which the module with the same name describes.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { drawRun } from './draw-run.mjs';
import { recordLoop } from './record-loop.mjs';
import { recordRun } from './record-run.mjs';

const folder = 'docs/marbles';

/** Resolves to the path and the up-to-date content of each picture. */
export async function drawRuns() {
  const names = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return Promise.all(names.map(draw));
}

async function draw(name) {
  const { title, run, loop } = (await import(pathToFileURL(`${folder}/${name}`))).default;
  const rows = loop ? await recordLoop(loop) : recordRun(run);
  try {
    return [`${folder}/${name.replace('.mjs', '.svg')}`, drawRun(title, rows)];
  } catch (error) {
    throw new Error(`${folder}/${name}: ${error.message}`, { cause: error });
  }
}
