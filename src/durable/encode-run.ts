import { type MonoTypeOperatorFunction, type OperatorFunction, type Subscriber, map, timer } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { longestDelay } from '../transport/max-delay.js';
import type { DurableSettings } from './durable-options.js';
import { encodeValue } from './entry-data.js';
import type { StoredRun } from './run-store.js';

/** A value and its JSON. */
export interface EncodedValue {
  readonly json: string;
  readonly hasOutput: boolean;
}

/** Serializes the values of a run. Fails if JSON cannot represent a value, or if the run becomes too large or takes too long. */
export function encodeRun(
  run: StoredRun,
  settings: DurableSettings,
): OperatorFunction<unknown, EncodedValue> {
  const { maxDuration, maxRunSize } = settings;
  return (source) => {
    let { size } = run;
    const encoded = source.pipe(
      map((value) => {
        const json = encodeValue(value);
        size += json.length;
        if (size > maxRunSize) {
          const message = `the frames of the run exceed ${maxRunSize} characters (\`maxRunSize\`)`;
          throw new LimitExceededError({ message, kind: 'run log', limit: maxRunSize });
        }
        return { json, hasOutput: valueHasOutput(value) };
      }),
    );
    const left = maxDuration - (run.now - run.startedAt);
    return left > longestDelay ? encoded : encoded.pipe(limitDuration(left, maxDuration));
  };
}

function limitDuration<T>(left: number, maxDuration: number): MonoTypeOperatorFunction<T> {
  const setup = (subscriber: Subscriber<T>): void => {
    const fail = (): void => {
      const message = `the run takes longer than ${maxDuration} ms (\`maxDuration\`)`;
      subscriber.error(new LimitExceededError({ message, kind: 'run duration', limit: maxDuration }));
    };
    subscriber.add(timer(Math.max(0, left)).subscribe({ next: fail, error: fail }));
  };
  return withSubscriber(setup);
}
