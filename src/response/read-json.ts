import type { OperatorFunction } from 'rxjs';
import { isErrorReport } from '../errors/from-response/is-error-report.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { isRecord } from '../json/is-record.js';
import { isTooDeep } from '#json-depth';
import { tooDeep } from '../errors/json-too-deep.js';
import { TruncatedStreamError } from '../errors/truncated-stream-error.js';
import { parseAnswer } from '../json/parse-answer.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { readResponse } from './response-reader.js';
import { type Convert, type ReceivedBody, WholeBody } from './whole-body.js';
import { reportsError, unexpectedBody } from './unexpected-body.js';

/**
 * Reads a response that is not streamed, and emits its JSON object. A status other than 2xx, a body that is not a JSON object,
 * and an object that reports an error fail with an `APIError`; a body that breaks off fails with a `TruncatedStreamError`.
 */
export function readJson(options: ResponseReaderOptions = {}): OperatorFunction<TransportEvent, object> {
  return readWhole(options, parseBody);
}

/** Like {@link readJson}, for a chat completion: an object without `choices` also fails with an `APIError`. Emits the result of `convert`. */
export function readCompletion<T>(
  convert: (value: object, head: ResponseHead) => T,
  options: ResponseReaderOptions = {},
): OperatorFunction<TransportEvent, T> {
  return readWhole(options, (body) => convert(parseCompletion(body), body.head));
}

/** Reads a response that is not streamed, and emits its bytes. Fails like {@link readJson}, but accepts any body. */
export function readBytes(options: ResponseReaderOptions = {}): OperatorFunction<TransportEvent, Uint8Array> {
  return readWhole(options, (body) => body.bytes());
}

function readWhole<T>(
  options: ResponseReaderOptions,
  parse: (body: ReceivedBody) => T,
): OperatorFunction<TransportEvent, T> {
  const convert: Convert<T> = (body, tooLong) => {
    if (tooLong !== undefined) throw tooLong;
    return parse(body);
  };
  return readResponse(options, (head, sink) => new WholeBody(head, sink, convert));
}

function parseBody(body: ReceivedBody): object {
  return parseObject(body, 'a JSON object', (value) => !reportsError(value));
}

function parseCompletion(body: ReceivedBody): object {
  return parseObject(body, 'a JSON object with `choices`', hasChoices);
}

function parseObject(
  body: ReceivedBody,
  expected: string,
  isExpected: (value: Readonly<Record<string, unknown>>) => boolean,
): object {
  const value = parseAnswer(body.read());
  if (typeof value === 'string' && isTooDeep(value)) throw tooDeep('the answer');
  if (typeof value === 'string' && value.trimStart().startsWith('{')) throw truncatedJson();
  if (isRecord(value) && isExpected(value)) return value;
  throw unexpectedBody({ head: body.head, value: body.parse(), expected });
}

/** Accepts an empty array as `choices`, unless the object also reports an error. */
function hasChoices(value: Readonly<Record<string, unknown>>): boolean {
  const { choices } = value;
  if (choices == null || reportsError(value)) return false;
  return !(Array.isArray(choices) && choices.length === 0 && isErrorReport(value));
}

/** The error of JSON that was cut off: without `Content-Length` and chunked coding, the connection does not report that the body was cut. */
function truncatedJson(): TruncatedStreamError {
  return new TruncatedStreamError({ message: 'the answer ended in the middle of its JSON' });
}
