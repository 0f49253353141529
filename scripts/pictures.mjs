// Draws the rooms of src/ and their imports into ARCHITECTURE.md; with --check it only compares.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import config from '../config/dependency-cruiser.cjs';
import rooms from '../config/rooms.cjs';

process.chdir(resolve(import.meta.dirname, '..'));

const page = readFileSync('ARCHITECTURE.md', 'utf8');
const drawn = page.replace(
  /(?<=<!-- rooms:begin -->\n)[^]*(?=<!-- rooms:end -->)/,
  draw(await importsOfRooms()),
);

if (!process.argv.includes('--check')) {
  writeFileSync('ARCHITECTURE.md', drawn);
} else if (drawn !== page) {
  console.error(
    'The picture of the rooms in ARCHITECTURE.md is not what src imports: run `npm run pictures`.',
  );
  process.exit(1);
}

// For each room the rooms that it imports.
async function importsOfRooms() {
  const { output } = await cruise(
    ['src'],
    config.options,
    {},
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  const arrows = output.modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: roomOf(source), to: roomOf(resolved) })),
  );
  const importsOf = (room) =>
    rooms.filter((to) => to !== room && arrows.some((arrow) => arrow.from === room && arrow.to === to));
  return new Map(rooms.map((room) => [room, importsOf(room)]));
}

function roomOf(path) {
  return /^src\/(\w+)\//.exec(path)?.[1];
}

// Where a room reaches another through a third, the direct arrow is left out.
function draw(imports) {
  const reaches = (from, to) => imports.get(from).some((next) => next === to || reaches(next, to));
  const lines = [...imports].flatMap(([from, tos]) =>
    tos.filter((to) => !tos.some((other) => reaches(other, to))).map((to) => `  ${from} --> ${to}`),
  );
  return ['', '```mermaid', 'flowchart BT', ...lines, '```', '', ''].join('\n');
}
