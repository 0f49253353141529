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
  return readWhole(reading, (body) => convert(parseCompletion(body), body.head));
}

/** Reads a non-streaming response and emits its bytes, unless its status is an error or its body breaks off. */
export function readBytes(reading: ResponseReaderOptions = {}): OperatorFunction<TransportEvent, Uint8Array> {
  return readWhole(reading, (body) => body.bytes());
}

function readWhole<T>(
  reading: ResponseReaderOptions,
  parse: (body: ReceivedBody) => T,
): OperatorFunction<TransportEvent, T> {
  const convert: Convert<T> = (body, tooLong) => {
    if (tooLong !== undefined) throw tooLong;
    return parse(body);
  };
  return readResponse(reading, (head, sink) => new WholeBody(head, sink, convert));
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
  if (typeof value === 'string' && value.trimStart().startsWith('{')) throw cutJson();
  if (isRecord(value) && isExpected(value)) return value;
  throw unexpectedBody({ head: body.head, value: body.parse(), expected });
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
