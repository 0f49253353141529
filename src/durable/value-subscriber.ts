import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { valueHasOutput } from '../reducer/value-has-output.js';
import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import { encodeValue } from './entry-data.js';

/** Receives the serialized values and the end of a source. */
export interface ValueSink {
  /** `hasOutput` is whether this value or an earlier one has output. */
  readonly push: (json: string, hasOutput: boolean) => void;
  readonly fail: (error: unknown) => void;
  readonly complete: () => void;
}

/** Serializes the values of a run. Fails if JSON cannot represent a value, or if the run becomes too large. */
export class ValueSubscriber extends BaseSubscriber<unknown> {
  readonly #sink: ValueSink;
  readonly #maxSize: number;
  #size: number;
  #hasOutput = false;

  /** `size` is the number of characters that earlier claims have written. */
  constructor(sink: ValueSink, size: number, maxSize: number) {
    super();
    this.#sink = sink;
    this.#size = size;
    this.#maxSize = maxSize;
  }

  protected override _next(value: unknown): void {
    let json: string;
    try {
      json = encodeValue(value);
      this.#hasOutput ||= valueHasOutput(value);
      this.#size += json.length;
      if (this.#size > this.#maxSize) throw tooLarge(this.#maxSize);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#sink.push(json, this.#hasOutput);
  }

  protected override _error(error: unknown): void {
    this.#sink.fail(error);
  }

  protected override _complete(): void {
    this.#sink.complete();
  }
}

function tooLarge(limit: number): LimitExceededError {
  const message = `the frames of the run exceed ${limit} characters (\`maxRunSize\`)`;
  return new LimitExceededError({ message, kind: 'run log', limit });
}
