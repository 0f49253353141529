import { defer, tap } from 'rxjs';
import { toLabel, labelOfError } from './to-label.mjs';

/**
 * The rows of a picture, in the order in which they are named, while they are recorded. `now` tells the time in
 * milliseconds. A stream has one row for each subscription.
 */
export function createRows(now) {
  const rows = [];

  const operator = (code) => {
    rows.push({ type: 'operator', code });
  };
  // Records everything that passes through an Observable. `kind` is that of its values, where they do not tell.
  const source = (names, observable, kind) => {
    const group = { type: 'streams', names: [names].flat(), streams: [] };
    rows.push(group);
    return defer(() => {
      const stream = { from: now(), events: [], busy: [], end: undefined };
      const end = (type, value) => (stream.end ??= { type, at: now(), value });
      group.streams.push(stream);
      return observable.pipe(
        tap({
          next: (value) => {
            stream.events.push({ at: now(), value, kind });
          },
          complete: () => end('complete'),
          error: (error) => end('error', error),
          unsubscribe: () => end('unsubscribe'),
        }),
      );
    });
  };
  return { rows, operator, source };
}

/** The rows with labels instead of values. They are made after the run, where what they throw is no error of the run. */
export function labelled(rows) {
  return rows.map((row) =>
    row.type === 'streams' ? { ...row, streams: row.streams.map(labelledStream) } : row,
  );
}

function labelledStream({ events, end, ...rest }) {
  const labels = events.map(({ at, value, kind }) => ({ at, ...toLabel(value), ...(kind && { kind }) }));
  return { ...rest, events: labels, end: end && { ...end, label: labelOfEnd(end) } };
}

function labelOfEnd({ type, value }) {
  if (type === 'error') return labelOfError(value);
  return type === 'unsubscribe' ? (value ?? 'unsubscribed') : undefined;
}
