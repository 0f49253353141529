// Draws the layers into ARCHITECTURE.md, the operators into docs/marbles/ and conversations into docs/trees/; with --check it only
// compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { picturesOfRuns } from './pictures/marbles.mjs';
import { picturesOfTrees } from './pictures/trees.mjs';
import { pageOfLayers } from './pictures/layers.mjs';

process.chdir(resolve(import.meta.dirname, '..'));

const drawn = new Map([...(await pageOfLayers()), ...(await picturesOfRuns()), ...(await picturesOfTrees())]);
const different = [...drawn].filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);

if (!process.argv.includes('--check')) {
  for (const [file, text] of different) writeFileSync(file, text);
} else {
  for (const [file] of different)
    console.error(`${file} is not what the code draws: run \`npm run pictures\` and look at it.`);
}
const strays = ['docs/marbles', 'docs/trees']
  .flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
  .filter((file) => file.endsWith('.svg') && !drawn.has(file));
for (const file of strays) console.error(`${file} is drawn by no run: delete it.`);
if (strays.length > 0 || (different.length > 0 && process.argv.includes('--check'))) process.exit(1);
