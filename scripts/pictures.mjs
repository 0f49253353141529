// Draws the layers into ARCHITECTURE.md, the operators into docs/marbles/ and conversations into docs/trees/; with --check, only
// compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawRuns } from './pictures/marbles.mjs';
import { drawTrees } from './pictures/trees.mjs';
import { drawLayers } from './pictures/layers.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const pictures = new Map([...(await drawLayers()), ...(await drawRuns()), ...(await drawTrees())]);
const changed = [...pictures].filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);

if (!process.argv.includes('--check')) {
  for (const [file, text] of changed) writeFileSync(file, text);
} else {
  for (const [file] of changed)
    console.error(`${file} is out of date: run \`npm run pictures\` and look at the picture.`);
}
const unknownPictures = ['docs/marbles', 'docs/trees']
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.svg') && !pictures.has(file));
for (const file of unknownPictures) console.error(`${file} has no module that describes it: delete it.`);
if (unknownPictures.length > 0 || (changed.length > 0 && process.argv.includes('--check'))) process.exit(1);
