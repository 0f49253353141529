// Draws the pictures docs/trees/*.svg. Each shows a conversation in virtual time, which the module with the same name describes.
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { drawTree } from './draw-tree.mjs';
import { recordTree } from './record-tree.mjs';

const folder = 'docs/trees';

/** Resolves to the path and the up-to-date content of each picture. */
export async function drawTrees() {
  const names = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return Promise.all(names.map(draw));
}

async function draw(name) {
  const description = (await import(pathToFileURL(`${folder}/${name}`))).default;
  const picture = drawTree(description.title, recordTree(description));
  return [`${folder}/${name.replace('.mjs', '.svg')}`, picture];
}
