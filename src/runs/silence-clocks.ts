import type { ClockPair } from './limit-silence.js';
import type { Timeouts } from './timeouts.js';

/** The clocks that look after bytes. */
export function clocksOfBytes({ headers, idle }: Required<Timeouts>): ClockPair {
  return {
    first: { phase: 'headers', limit: headers },
    next: { phase: 'idle', limit: idle },
    sign: ({ readAt }) => readAt,
  };
}

/** The clocks that look after the parts of a streamed answer. */
export function clocksOfParts({ firstToken, contentIdle }: Required<Timeouts>): ClockPair {
  return {
    first: { phase: 'firstToken', limit: firstToken },
    next: { phase: 'contentIdle', limit: contentIdle },
    sign: ({ partAt }) => partAt,
  };
}
