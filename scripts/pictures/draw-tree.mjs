import { style } from './style.mjs';
import { escape, getWidth, round } from './text.mjs';

const margin = 20;
const gap = 40;
const box = { height: 28, step: 50 };
const line = 20;
const kinds = { system: 'frame', user: 'text', assistant: 'snapshot' };
const treeStyle = [
  '.shown{stroke:var(--ink);stroke-width:2.5}',
  '.hidden{stroke-dasharray:3 4}',
  '.number{fill:var(--operator);stroke:var(--edge)}',
  '.count{font-size:11px;text-anchor:middle}',
  '.command{text-anchor:start}',
].join('\n');

/** Draws the entries of a conversation as SVG: one column for each depth of the tree, and one row for each branch. */
export function drawTree(title, { commands, entries }) {
  const placed = placeEntries(entries);
  const nodes = [...placed.values()];
  const width = round(Math.max(...nodes.map(({ x, width }) => x + width)) + margin);
  const bottom = Math.max(...nodes.map(({ y }) => y)) + box.height;
  const top = bottom + 32;
  const height = top + commands.length * line + 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="desc">${escape(describe(commands, entries))}</desc>`,
    `<style>${style}\n${treeStyle}</style>`,
    `<rect class="page" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    // The edges of the shown path come last, so that they cover the others.
    ...nodes.toSorted((one, other) => one.isShown - other.isShown).map((node) => drawEdge(node, placed)),
    ...nodes.map(drawBox),
    ...nodes.map((node) => drawNumber(node, placed)),
    ...commands.flatMap((code, index) => drawCommand(code, index + 1, top + index * line)),
    '</svg>',
    '',
  ]
    .filter((part) => part !== '')
    .concat('')
    .join('\n');
}

/** Places the first version of an entry in the row of its parent, and each other version in a new row. */
function placeEntries(entries) {
  const rows = new Map();
  let rowCount = 0;
  const nodes = entries.map((entry) => {
    const parent = rows.get(entry.parentId);
    const row = parent === undefined || parent.hasChild ? rowCount++ : parent.row;
    if (parent) parent.hasChild = true;
    const depth = (parent?.depth ?? -1) + 1;
    rows.set(entry.id, { row, depth, hasChild: false });
    return { ...entry, row, depth, width: getWidth(entry.text) };
  });
  const widths = [];
  for (const { depth, width } of nodes) widths[depth] = Math.max(widths[depth] ?? 0, width);
  const getLeft = (depth) =>
    margin + widths.slice(0, depth).reduce((sum, columnWidth) => sum + columnWidth + gap, 0);
  return new Map(
    nodes.map((node) => [
      node.id,
      {
        ...node,
        x: round(getLeft(node.depth)),
        y: margin + node.row * box.step,
        width: round(widths[node.depth]),
      },
    ]),
  );
}

function drawEdge({ parentId, x, y, isShown }, placed) {
  const parent = placed.get(parentId);
  if (parent === undefined) return '';
  const from = round(parent.x + parent.width);
  const [start, end] = [parent.y + box.height / 2, y + box.height / 2];
  const middle = round(from + 12);
  return `<path class="${isShown ? 'shown' : 'hidden'}" d="M${from} ${start}H${middle}V${end}H${x}"/>`;
}

function drawBox({ role, text, x, y, width }) {
  return [
    `<rect class="box ${kinds[role]}" x="${x}" y="${y}" width="${width}" height="${box.height}" rx="${role === 'user' ? 14 : 4}"/>`,
    `<text class="value" x="${round(x + width / 2)}" y="${y + 18}">${escape(text)}</text>`,
  ].join('\n');
}

/** Draws the number of a command before the first entry that the command has added. */
function drawNumber({ command, parentId, x, y }, placed) {
  if (command === undefined || placed.get(parentId)?.command === command) return '';
  return drawBadge(command, round(x - 12), y + box.height / 2);
}

function drawCommand(code, number, y) {
  return [
    drawBadge(number, margin + 9, y),
    `<text class="value command" x="${margin + 28}" y="${y + 4}">${escape(code)}</text>`,
  ];
}

function drawBadge(number, x, y) {
  return [
    `<circle class="number" cx="${x}" cy="${y}" r="9"/>`,
    `<text class="count" x="${x}" y="${y + 4}">${number}</text>`,
  ].join('\n');
}

/** Describes every branch in words, for screen readers. */
function describe(commands, entries) {
  const parents = new Set(entries.map(({ parentId }) => parentId));
  const leaves = entries.filter(({ id }) => !parents.has(id));
  const toPath = (leaf) => {
    const parent = entries.find(({ id }) => id === leaf.parentId);
    return [...(parent ? toPath(parent) : []), `“${leaf.text}”`];
  };
  const branches = leaves.map((leaf) => `${toPath(leaf).join(', ')}${leaf.isShown ? ' (shown)' : ''}.`);
  return `After ${commands.join(', ')}: ${branches.join(' ')}`;
}
