import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { isErrorReport } from '#is-error-report';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { isRecord } from '../json/is-record.js';
import { isTooDeep } from '#json-depth';
import { tooDeep } from '../errors/json-too-deep.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { parseAnswer } from '../json/parse-answer.js';
import { ResponseBuffer } from './response-buffer.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import { noResponse } from './no-response.js';
import { readHead } from './read-head.js';
import { redactError } from '#redact-error';
import { reportsError, unexpectedBody } from './unexpected-body.js';

/**
 * Reads a non-streaming response and emits its JSON object. A status other than 2xx, a body that is not a JSON object, and
 * one that reports an error are an `APIError`; a body that breaks off is a `TruncatedStreamError`.
 */
export function readJson(reading: ResponseReaderOptions = {}): OperatorFunction<TransportEvent, object> {
  return readWhole(reading, parseBody);
}

/** Like {@link readJson}, for a chat completion: an object without `choices` is an `APIError` too, and `convert` may throw one. */
export function readCompletion<T>(
  convert: (value: object, head: ResponseHead) => T,
  reading: ResponseReaderOptions = {},
): OperatorFunction<TransportEvent, T> {
  return readWhole(reading, (buffer) => convert(parseCompletion(buffer), buffer.head));
}

/** Reads a non-streaming response and emits its bytes, unless its status is an error or its body breaks off. */
export function readBytes(reading: ResponseReaderOptions = {}): OperatorFunction<TransportEvent, Uint8Array> {
  return readWhole(reading, (buffer) => buffer.bytes());
}

function readWhole<T>(
  reading: ResponseReaderOptions,
  parse: (buffer: ResponseBuffer) => T,
): OperatorFunction<TransportEvent, T> {
  return (events) =>
    new Observable((subscriber) => {
      const reader = new WholeReader(reading, subscriber, parse);
      reading.setup?.(reader);
      if (!reader.closed) events.subscribe(reader);
    });
}

/** The subscriber of the transport events. */
class WholeReader<T> extends BaseSubscriber<TransportEvent> {
  readonly #reading: ResponseReaderOptions;
  readonly #sink: Subscriber<T>;
  readonly #parse: (buffer: ResponseBuffer) => T;
  #buffer: ResponseBuffer | undefined;

  constructor(reading: ResponseReaderOptions, sink: Subscriber<T>, parse: (buffer: ResponseBuffer) => T) {
    super();
    this.#reading = reading;
    this.#sink = sink;
    this.#parse = parse;
    sink.add(this);
  }

  protected override _next(event: TransportEvent): void {
    this.#reading.activity?.markBytes();
    try {
      if (event.type === 'data') this.#buffer?.push(event.bytes);
      else this.#buffer = new ResponseBuffer(readHead(event, this.#reading));
    } catch (error) {
      this.error(error);
    }
  }

  protected override _error(failure: unknown): void {
    const { redact } = this.#reading;
    const error = redact ? redactError(failure, redact) : failure;
    this.#end(() => {
      throw this.#buffer?.error(error) ?? error;
    });
  }

  protected override _complete(): void {
    this.#end(() => {
      const buffer = this.#buffer;
      if (buffer === undefined) throw noResponse();
      if (buffer.isError) throw buffer.error();
      this.#sink.next(this.#parse(buffer));
      this.#sink.complete();
    });
  }

  #end(notify: () => void): void {
    try {
      notify();
    } catch (error) {
      this.#sink.error(error);
    } finally {
      this.unsubscribe();
    }
  }
}

function parseBody(buffer: ResponseBuffer): object {
  return parseObject(buffer, 'a JSON object', (value) => !reportsError(value));
}

function parseCompletion(buffer: ResponseBuffer): object {
  return parseObject(buffer, 'a JSON object with `choices`', hasChoices);
}

function parseObject(
  buffer: ResponseBuffer,
  expected: string,
  isExpected: (value: Readonly<Record<string, unknown>>) => boolean,
): object {
  const value = parseAnswer(buffer.read());
  if (typeof value === 'string' && isTooDeep(value)) throw tooDeep('the answer');
  if (typeof value === 'string' && value.trimStart().startsWith('{')) throw cutJson();
  if (isRecord(value) && isExpected(value)) return value;
  throw unexpectedBody({ head: buffer.head, value: buffer.parse(), expected });
}

/** An empty array is a completion, but not next to an error. */
function hasChoices(value: Readonly<Record<string, unknown>>): boolean {
  const { choices } = value;
  if (choices == null || reportsError(value)) return false;
  return !(Array.isArray(choices) && choices.length === 0 && isErrorReport(value));
}

/** A body without a length ends cleanly even if it was cut off. */
function cutJson(): TruncatedStreamError {
  return new TruncatedStreamError({ message: 'the answer ended in the middle of its JSON' });
}
