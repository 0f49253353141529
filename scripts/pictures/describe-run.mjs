/** Describes the rows of a run in words, for screen readers. */
export function describeRun(rows) {
  return rows.flatMap(describeRow).join(' ');
}

function describeRow(row) {
  if (row.type === 'operator') return [`Through ${row.code}:`];
  return row.streams.map((stream, index) => `${row.names[index] ?? 'again'}: ${toWords(stream)}.`);
}

function toWords({ from, events, end }) {
  const start = from > 0 ? [`subscribed at ${from} ms`] : [];
  const values = events.map(({ at, text }) => `“${text}” at ${at} ms`);
  return [...start, ...values, describeEnd(end)].join(', ');
}

function describeEnd(end) {
  const ending = { complete: 'completes', error: `fails (${end.label})`, unsubscribe: end.label }[end.type];
  return `${ending} at ${end.at} ms`;
}
