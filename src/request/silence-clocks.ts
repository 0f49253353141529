import type { ClockPair } from './limit-silence.js';
import type { Timeouts } from './timeouts.js';

/** Timeouts of a non-streaming response, based on bytes. */
export const clocksOfBytes = oncePerTimeouts(({ headers, idle }) => [
  {
    first: { phase: 'headers', limit: headers },
    next: { phase: 'idle', limit: idle },
    sign: ({ bytesAt }) => bytesAt,
  },
]);

/** Timeouts of a streaming response, based on bytes and output. */
export const clocksOfStream = oncePerTimeouts((timeouts) => [
  ...clocksOfBytes(timeouts),
  {
    first: { phase: 'firstToken', limit: timeouts.firstToken },
    next: { phase: 'outputIdle', limit: timeouts.outputIdle },
    sign: ({ outputAt }) => outputAt,
  },
]);

type Clocks = (timeouts: Required<Timeouts>) => readonly ClockPair[];

/** Cached, since nearly all runs of a client have the same timeouts. */
function oncePerTimeouts(clocksOf: Clocks): Clocks {
  const known = new WeakMap<Required<Timeouts>, readonly ClockPair[]>();
  return (timeouts) => {
    const found = known.get(timeouts);
    if (found !== undefined) return found;
    const clocks = clocksOf(timeouts);
    known.set(timeouts, clocks);
    return clocks;
  };
}
