import { below, pickOne, createRandom } from './random.js';

/** How the caller leaves a run; `after` is in chunks or in milliseconds. */
export interface Leaving {
  readonly how: 'signal' | 'unsubscribe';
  readonly when: 'chunks' | 'milliseconds';
  readonly after: number;
}

/** What is to happen in one run. */
export interface Plan {
  /** Number of the question, which decides the answer. */
  readonly question: number;
  readonly isStream: boolean;
  /** What the mock server is told in the header `x-fault`. */
  readonly fault: string;
  readonly leaving: Leaving | undefined;
  /** Whether the sink pauses repeatedly. */
  readonly isSlow: boolean;
  /** Whether nothing keeps the answer from coming whole. */
  readonly isHarmless: boolean;
}

const forms = ['', 'split=11', 'split=64', 'crlf', 'cr', 'keep-alive=2', 'delay=8', 'hold-open=30'];
const breaks = ['reset', 'hang-up', 'cut', 'stall', 'error'];
/** Those that ask everybody to wait, which a client with limits does. */
const waits = ['at-capacity', 'concurrency', 'error', 'error-budget', 'overloaded', 'rate-limit'];
const httpErrors = [
  'at-capacity',
  'authentication',
  'bad-gateway',
  'concurrency',
  'error-budget',
  'inference-failed',
  'insufficient-balance',
  'invalid-request',
  'model-not-found',
  'overloaded',
  'rate-limit',
  'timeout',
];

/** The plan of a run; the same seed and number make the same plan. `isLimited`: the client has limits. */
export function createPlan(seed: number, number: number, isLimited: boolean): Plan {
  const allowed = (faults: readonly string[]): readonly string[] =>
    faults.filter((fault) => !isLimited || !waits.includes(fault));
  const random = createRandom(seed + number * 7919);
  const isStream = random() < 0.9;
  const fate = random();
  const fault =
    fate < 0.2
      ? `${pickOne(random, allowed(breaks))}; after=${below(random, 8)}`
      : fate < 0.3
        ? `http=${pickOne(random, allowed(httpErrors))}`
        : '';
  const leaving: Leaving | undefined =
    fate >= 0.3 && fate < 0.5
      ? {
          how: pickOne(random, ['signal', 'unsubscribe']),
          when: pickOne(random, ['chunks', 'milliseconds']),
          after: below(random, 12),
        }
      : undefined;
  return {
    question: below(random, 1_000_000),
    isStream,
    fault: [fault, pickOne(random, forms)].filter(Boolean).join('; '),
    leaving,
    isSlow: random() < 0.15,
    isHarmless: fault === '' && leaving === undefined,
  };
}
