import { asyncScheduler, timer } from 'rxjs';
import { finish, inVirtualTime } from 'venice-rx/testing';
import { createRows, withLabels } from './rows.mjs';

/**
 * Performs the run of a picture in virtual time, and records its events with their times. `run` receives the helpers of
 * `inVirtualTime`, and
 *
 * - `source(names, observable)`: the Observable, with a row for each subscription;
 * - `operator(code)`: the box of an operator, below the rows so far;
 * - `result(name, observable, { from, to, kind })`: a row for a subscriber, which subscribes and unsubscribes at these times.
 *   `kind` is the kind of its texts, such as `reasoning`;
 * - `lastChunk(text)`: one chunk with a text and the finish reason, for pictures in which two chunks would need too much room.
 */
export function recordRun(run) {
  const recorded = inVirtualTime((helpers) => {
    const { rows, operator, source } = createRows(() => asyncScheduler.now());
    const result = (name, observable, { from = 0, to, kind } = {}) => {
      const recorded = source(name, observable, kind);
      const subscribe = () => {
        const subscription = recorded.subscribe({ error: () => undefined });
        if (to !== undefined) timer(to - from).subscribe(() => subscription.unsubscribe());
      };
      if (from === 0) subscribe();
      else timer(from).subscribe(subscribe);
    };
    run({ ...helpers, operator, source, result, lastChunk });
    return rows;
  });
  return withLabels(recorded);
}

function lastChunk(content) {
  const chunk = finish();
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, delta: { content } })) };
}
