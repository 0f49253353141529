import { setImmediate } from 'node:timers/promises';
import { VirtualTimeScheduler, dematerialize, firstValueFrom, from, map, mergeMap, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { createRows, labelled } from './rows.mjs';

/**
 * The same as `recordRun` for a `for await` loop: promises are settled between one instant of virtual time and the next.
 *
 * `loop` gets `source` and `operator`, `texts(marbles, values)`, and `body(name, work)`: what the loop calls with each
 * value, and awaits while it is busy with it for `work` milliseconds.
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
    const leave = (how) => (stream.end = { type: 'unsubscribe', at: clock.now(), value: how });
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
  return labelled(rows);
}
