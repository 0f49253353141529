import { setImmediate } from 'node:timers/promises';
import { VirtualTimeScheduler, dematerialize, firstValueFrom, from, map, mergeMap, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { createRows, withLabels } from './rows.mjs';

/**
 * Records a `for await` loop, as `recordRun` records a run. Lets promises settle before virtual time continues. `loop` receives
 * `source` and `operator`, and
 *
 * - `texts(marbles, values)`: an Observable of strings;
 * - `body(name, work)`: the row of the loop. For each value, the loop awaits `take(value)`, which takes `work` milliseconds. It calls
 *   `leave(reason)` when it ends early.
 */
export async function recordLoop(loop) {
  const clock = new VirtualTimeScheduler();
  const { rows, operator, source } = createRows(() => clock.now());
  const texts = (marbles, values) =>
    from(TestScheduler.parseMarbles(marbles, values, undefined, false, true)).pipe(
      mergeMap(({ frame, notification }) => timer(frame, clock).pipe(map(() => notification))),
      dematerialize(),
    );
  const body = (name, work) => {
    const stream = { from: 0, events: [], busy: [], end: undefined };
    rows.push({ type: 'streams', names: [name], streams: [stream] });
    const take = async (value) => {
      stream.events.push({ at: clock.now(), value });
      stream.busy.push([clock.now(), clock.now() + work]);
      await firstValueFrom(timer(work, clock));
    };
    const leave = (reason) => (stream.end = { type: 'unsubscribe', at: clock.now(), value: reason });
    return { take, leave };
  };

  const ended = loop({ texts, source, operator, body });
  await setImmediate();
  while (clock.actions.length > 0) {
    clock.maxFrames = clock.actions[0].delay;
    clock.flush();
    await setImmediate();
  }
  await ended;
  return withLabels(rows);
}
