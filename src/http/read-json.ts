import { type OperatorFunction, catchError, concat, defer, identity, ignoreElements, of, tap } from 'rxjs';
import { isTooDeep, tooDeep } from '../errors/json-depth.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { parseJson } from '../errors/parse-json.js';
import { AnswerBuffer } from './answer-buffer.js';
import type { AnswerReading } from './answer-reading.js';
import { beside } from './beside.js';
import type { HttpEvent } from './http-event.js';
import { noAnswer } from './no-answer.js';
import { readHead } from './read-head.js';
import { redactError } from '#redact-error';
import { reportsError, unexpectedBody } from './unexpected-body.js';

/**
 * Reads an answer in one piece, and emits its JSON object. Any status but 2xx, a body that is no JSON object, and one
 * that reports an error are an `APIError`; a body that breaks off is a `TruncatedStreamError`.
 */
export function readJson(reading: AnswerReading = {}): OperatorFunction<HttpEvent, object> {
  return (events) =>
    defer(() => {
      let answer: AnswerBuffer | undefined;
      const read = events.pipe(
        reading.arrange ? beside<HttpEvent>(reading.arrange) : identity,
        tap((event) => {
          reading.pulse?.read();
          if (event.type === 'data') answer?.push(event.bytes);
          else answer = new AnswerBuffer(readHead(event, reading));
        }),
        catchError((failure: unknown) => {
          const error = reading.redact ? redactError(failure, reading.redact) : failure;
          throw answer?.error(error) ?? error;
        }),
        ignoreElements(),
      );
      return concat(
        read,
        defer(() => of(jsonOf(answer))),
      );
    });
}

function jsonOf(answer: AnswerBuffer | undefined): object {
  if (answer === undefined) throw noAnswer();
  if (answer.isError) throw answer.error();
  const text = answer.read();
  const value = parseJson(text);
  if (value === text && isTooDeep(text)) throw tooDeep('the answer');
  if (typeof value === 'string' && value.trimStart().startsWith('{')) throw cutJson();
  if (typeof value !== 'object' || value === null || Array.isArray(value) || reportsError(value)) {
    throw unexpectedBody({ head: answer.head, value: answer.parse(), expected: 'a JSON object' });
  }
  return value;
}

/** A body without length ends cleanly even where it was cut. */
function cutJson(): TruncatedStreamError {
  return new TruncatedStreamError({ message: 'the answer ended in the middle of its JSON' });
}
