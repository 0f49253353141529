// Draws the layers of src/ and their imports into ARCHITECTURE.md.
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readFileSync } from 'node:fs';
import config from '../../config/dependency-cruiser.cjs';
import tiers from '../../config/layers.cjs';

const file = 'ARCHITECTURE.md';
const layers = tiers.flat();

/** Returns the path and the up-to-date content of the page. */
export async function drawLayers() {
  const drawn = draw(await findImports());
  const page = readFileSync(file, 'utf8');
  return [[file, page.replace(/(?<=<!-- layers:begin -->\n)[^]*(?=<!-- layers:end -->)/, drawn)]];
}

// Returns the layers that each layer imports.
async function findImports() {
  const { output } = await cruise(
    ['src'],
    config.options,
    {},
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  const arrows = output.modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: getLayer(source), to: getLayer(resolved) })),
  );
  const getImports = (layer) =>
    layers.filter((to) => to !== layer && arrows.some((arrow) => arrow.from === layer && arrow.to === to));
  return new Map(layers.map((layer) => [layer, getImports(layer)]));
}

function getLayer(path) {
  return /^src\/([\w-]+)\//.exec(path)?.[1];
}

// An arrow from A to C is left out if A imports B, and B imports C.
function draw(imports) {
  const reaches = (from, to) => imports.get(from).some((next) => next === to || reaches(next, to));
  const lines = [...imports].flatMap(([from, tos]) =>
    tos.filter((to) => !tos.some((other) => reaches(other, to))).map((to) => `  ${from} --> ${to}`),
  );
  return ['', '```mermaid', 'flowchart BT', ...lines, '```', '', ''].join('\n');
}
