import { asyncScheduler, timer } from 'rxjs';
import { finish, inVirtualTime } from 'venice-rx/testing';
import { createRows, withLabels } from './rows.mjs';

/**
 * Calls `run` in virtual time, and records the events of a picture with their times. `run` receives the helpers of
 * `inVirtualTime`, and
 *
 * - `source(names, observable)`: returns the Observable, and adds a row for each subscription;
 * - `operator(code)`: adds the box of an operator below the rows so far;
 * - `result(name, observable, { from, to, kind })`: adds a row for a subscriber, which subscribes and unsubscribes at these times.
 *   `kind` is the kind of the values, such as `reasoning`;
 * - `lastChunk(text)`: returns a chunk with content and finish reason, for pictures in which two chunks would need too much space.
 */
export function recordRun(run) {
  const recordedRows = inVirtualTime((helpers) => {
    const { rows, operator, source } = createRows(() => asyncScheduler.now());
    const result = (name, observable, { from = 0, to, kind } = {}) => {
      const recordedSource = source(name, observable, kind);
      const subscribe = () => {
        const subscription = recordedSource.subscribe({ error: () => undefined });
        if (to !== undefined) timer(to - from).subscribe(() => subscription.unsubscribe());
      };
      if (from === 0) subscribe();
      else timer(from).subscribe(subscribe);
    };
    run({ ...helpers, operator, source, result, lastChunk });
    return rows;
  });
  return withLabels(recordedRows);
}

function lastChunk(content) {
  const chunk = finish();
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, delta: { content } })) };
}
