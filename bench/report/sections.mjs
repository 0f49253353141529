/** The tables of the page in their order: the heading, and what the figures are relative to. */
export const sections = {
  answers: { heading: 'Reading', base: 'relative to the loop by hand' },
  collections: {
    heading: 'Collections',
    base: 'cost with gc() before each answer over cost without, relative to the loop by hand',
  },
  relays: { heading: 'Relaying', base: 'relative to piping the bytes by hand' },
};

/** The adapters in the order of their columns. */
const adapters = [
  'venice-rx',
  'venice-rx, accumulate',
  'venice-rx, fetch',
  'by hand',
  'by hand, fetch',
  'naive RxJS',
  'openai',
  'openai .stream()',
  'LangChain',
  'Vercel AI',
  'bytes only',
];

const lastColumns = ['noise', 'rounds', 'measured'];

/** The columns of a table: those that one of its rows has. */
export function selectColumns(rows) {
  return [...adapters, ...lastColumns].filter((column) =>
    rows.some(({ cells }) => cells[column] !== undefined),
  );
}
