// Draws the layers into ARCHITECTURE.md and the operators into docs/marbles/; with --check it only compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { picturesOfRuns, strayPictures } from './pictures/marbles.mjs';
import { pageOfLayers } from './pictures/layers.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const drawn = new Map([...(await pageOfLayers()), ...(await picturesOfRuns())]);
const different = [...drawn].filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);

if (!process.argv.includes('--check')) {
  for (const [file, text] of different) writeFileSync(file, text);
} else {
  for (const [file] of different)
    console.error(`${file} is not what the code draws: run \`npm run pictures\` and look at it.`);
}
const strays = strayPictures(drawn);
for (const file of strays) console.error(`${file} is drawn by no run: delete it.`);
if (strays.length > 0 || (different.length > 0 && process.argv.includes('--check'))) process.exit(1);
