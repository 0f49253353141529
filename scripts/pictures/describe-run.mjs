/** Tells the rows of a run in words, for those who do not see the picture. */
export function describeRun(rows) {
  return rows.flatMap(wordsOfRow).join(' ');
}

function wordsOfRow(row) {
  if (row.type === 'operator') return [`Through ${row.code}:`];
  return row.streams.map((stream, index) => `${row.names[index] ?? 'again'}: ${toWords(stream)}.`);
}

function toWords({ from, events, end }) {
  const start = from > 0 ? [`subscribed at ${from} ms`] : [];
  const values = events.map(({ at, text }) => `“${text}” at ${at} ms`);
  return [...start, ...values, wordsOfEnd(end)].join(', ');
}

function wordsOfEnd(end) {
  const what = { complete: 'completes', error: `fails (${end.label})`, unsubscribe: end.label }[end.type];
  return `${what} at ${end.at} ms`;
}
