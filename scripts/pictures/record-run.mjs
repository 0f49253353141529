import { asyncScheduler, timer } from 'rxjs';
import { finish, inVirtualTime } from 'venice-rx/testing';
import { createRows, labelled } from './rows.mjs';

/**
 * Runs what a picture shows in virtual time, and tells what happened when. `run` gets the helpers of `inVirtualTime`, and
 *
 * - `source(names, observable)`: the Observable, with a row for each subscription;
 * - `operator(code)`: the box below;
 * - `result(name, observable, { from, to })`: a row for a subscriber, which comes and leaves at these times.
 *   `kind`, as `reasoning`, is what its texts are;
 * - `lastChunk(text)`: the chunk that brings a text and ends the answer, where one for each would take too much room.
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
  return labelled(recorded);
}

function lastChunk(content) {
  const chunk = finish();
  return { ...chunk, choices: chunk.choices.map((choice) => ({ ...choice, delta: { content } })) };
}
