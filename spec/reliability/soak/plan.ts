import { randomInteger, pickOne, createRandom } from './random.js';

/** How the caller cancels a run; the unit of `after` is `when`. */
export interface Cancellation {
  readonly how: 'signal' | 'unsubscribe';
  readonly when: 'chunks' | 'milliseconds';
  readonly after: number;
}

/** The plan of one run. */
export interface Plan {
  /** Number of the question, which decides the answer. */
  readonly question: number;
  readonly isStream: boolean;
  /** The header `x-fault`, which makes the mock server cause a fault. */
  readonly fault: string;
  readonly cancellation: Cancellation | undefined;
  /** Whether the gate closes repeatedly. */
  readonly isSlow: boolean;
  /** Whether the run has neither a fault nor a cancellation, so that it must complete. */
  readonly isUndisturbed: boolean;
}

/** Ways to send an answer that are not faults. */
const deliveries = ['', 'split=11', 'split=64', 'crlf', 'cr', 'keep-alive=2', 'delay=8', 'hold-open=30'];
const streamFaults = ['reset', 'hang-up', 'cut', 'stall', 'error'];
/** Faults after which a limiter pauses all of its queue. */
const pausingFaults = ['at-capacity', 'concurrency', 'error', 'error-budget', 'overloaded', 'rate-limit'];
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

/** The plan of a run, the same for the same seed and number. `isLimited`: the client has a limiter. */
export function createPlan(seed: number, number: number, isLimited: boolean): Plan {
  const allowed = (faults: readonly string[]): readonly string[] =>
    faults.filter((fault) => !isLimited || !pausingFaults.includes(fault));
  // A large prime, so that the runs of similar seeds differ.
  const random = createRandom(seed + number * 7919);
  const isStream = random() < 0.9;
  const chance = random();
  const fault =
    chance < 0.2
      ? `${pickOne(random, allowed(streamFaults))}; after=${randomInteger(random, 8)}`
      : chance < 0.3
        ? `http=${pickOne(random, allowed(httpErrors))}`
        : '';
  const cancellation: Cancellation | undefined =
    chance >= 0.3 && chance < 0.5
      ? {
          how: pickOne(random, ['signal', 'unsubscribe']),
          when: pickOne(random, ['chunks', 'milliseconds']),
          after: randomInteger(random, 12),
        }
      : undefined;
  return {
    question: randomInteger(random, 1_000_000),
    isStream,
    fault: [fault, pickOne(random, deliveries)].filter(Boolean).join('; '),
    cancellation,
    isSlow: random() < 0.15,
    isUndisturbed: fault === '' && cancellation === undefined,
  };
}
