// Draws the rooms of src/ and their imports into ARCHITECTURE.md.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readFileSync } from 'node:fs';
import config from '../../config/dependency-cruiser.cjs';
import rooms from '../../config/rooms.cjs';

const file = 'ARCHITECTURE.md';

/** The page as it should be, by its path. */
export async function pageOfRooms() {
  const drawn = draw(await importsOfRooms());
  const page = readFileSync(file, 'utf8');
  return [[file, page.replace(/(?<=<!-- rooms:begin -->\n)[^]*(?=<!-- rooms:end -->)/, drawn)]];
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
