const light = {
  page: '#ffffff',
  edge: '#d1d9e0',
  ink: '#1f2328',
  faint: '#59636e',
  grid: '#eaeef2',
  operator: '#f6f8fa',
  frame: '#f0f2f4',
  'frame-edge': '#9aa4af',
  text: '#ddf4ff',
  'text-edge': '#0969da',
  snapshot: '#dafbe1',
  'snapshot-edge': '#1a7f37',
  reasoning: '#fbefff',
  'reasoning-edge': '#8250df',
  tool: '#fff8c5',
  'tool-edge': '#9a6700',
  failed: '#ffebe9',
  'failed-edge': '#d1242f',
  error: '#d1242f',
};
const dark = {
  page: '#0d1117',
  edge: '#3d444d',
  ink: '#f0f6fc',
  faint: '#9198a1',
  grid: '#1f252d',
  operator: '#151b23',
  frame: '#21262d',
  'frame-edge': '#6e7781',
  text: '#0c2d5a',
  'text-edge': '#4493f8',
  snapshot: '#0f3a1d',
  'snapshot-edge': '#3fb950',
  reasoning: '#2d1b4e',
  'reasoning-edge': '#ab7df8',
  tool: '#3a2b05',
  'tool-edge': '#d29922',
  failed: '#4a1517',
  'failed-edge': '#f85149',
  error: '#f85149',
};
const kinds = ['frame', 'text', 'snapshot', 'reasoning', 'tool', 'failed'];
/** The style sheet of a picture. Values have a monospaced font, so that `getWidth` can compute the width of their boxes. */
export const style = [
  `:root{${variables(light)}}`,
  `@media(prefers-color-scheme:dark){:root{${variables(dark)}}}`,
  'text{font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:var(--ink)}',
  '.value,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;text-anchor:middle}',
  '.code{font-size:14px}',
  '.name{font-weight:600}',
  '.note,.tick{font-size:11px;fill:var(--faint)}',
  '.tick{text-anchor:middle}',
  '.fault{fill:var(--error)}',
  '.page{fill:var(--page);stroke:var(--edge)}',
  '.operator{fill:var(--operator);stroke:var(--edge)}',
  'path{fill:none;stroke:var(--faint);stroke-width:1.5}',
  '.grid{stroke:var(--grid);stroke-width:1}',
  '.wait{stroke-dasharray:3 4}',
  '.busy{stroke-width:8;stroke:var(--frame-edge);opacity:.5}',
  '.complete{stroke:var(--ink);stroke-width:2.5}',
  '.error{stroke:var(--error);stroke-width:2.5}',
  '.box{stroke-width:1.5}',
  ...kinds.map((kind) => `.${kind}{fill:var(--${kind});stroke:var(--${kind}-edge)}`),
].join('\n');

function variables(colours) {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}
