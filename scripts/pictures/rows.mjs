import { defer, tap } from 'rxjs';
import { toLabel, toErrorLabel } from './to-label.mjs';

/**
 * Records the rows of a picture, in the order of the calls of `operator` and `source`. `now` returns the time in milliseconds. A
 * stream has one row for each subscription.
 */
export function createRows(now) {
  const rows = [];

  const operator = (code) => {
    rows.push({ type: 'operator', code });
  };
  // Records all notifications of an Observable. `kind` overrides the kind that `toLabel` derives from the values.
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

/** Replaces values with labels. This happens after the run, so that an error of `toLabel` does not become an error of the run. */
export function withLabels(rows) {
  return rows.map((row) =>
    row.type === 'streams' ? { ...row, streams: row.streams.map(withStreamLabels) } : row,
  );
}

function withStreamLabels({ events, end, ...rest }) {
  const labels = events.map(({ at, value, kind }) => ({ at, ...toLabel(value), ...(kind && { kind }) }));
  return { ...rest, events: labels, end: end && { ...end, label: toEndLabel(end) } };
}

function toEndLabel({ type, value }) {
  if (type === 'error') return toErrorLabel(value);
  return type === 'unsubscribe' ? (value ?? 'unsubscribed') : undefined;
}
