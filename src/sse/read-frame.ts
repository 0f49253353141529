import { isListOfRecords, isRecord } from '../json/is-record.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromFrame } from '../errors/from-response/api-error-from-response.js';
import { isErrorReport } from '../errors/from-response/is-error-report.js';
import { isTooDeep } from '#json-depth';
import { tooDeep } from '../errors/json-too-deep.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import { parseJson } from '#parse-json';
import { toCost } from '../reducer/reports.js';
import type { VeniceError } from '../errors/venice-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { Frame } from './frame.js';

/** Result of parsing a frame: a chunk, an error, the end of the stream, or nothing. */
export type FrameResult = ChatCompletionChunk | VeniceError | 'done' | 'nothing';

/**
 * Parses a frame. Keeps unknown fields, adds a missing `object`, converts a `cost` of another type, and removes `choices` that are null.
 * Returns an `APIError` for a frame that reports an error or whose event is named `error`, a `MalformedChunkError` for data that are not a JSON
 * object or whose `choices` are not an array of objects, and a `LimitExceededError` for JSON that is nested too deeply.
 */
export function readFrame(frame: Frame, head: ResponseHead): FrameResult {
  const { data, event } = frame;
  // The data of nearly every frame starts with a brace, and needs no trimming.
  const trimmed = data.startsWith('{') ? data : data.trim();
  if (trimmed === '[DONE]') return 'done';
  if (event === 'error') return apiErrorFromFrame(head, data);
  const value = trimmed === '' ? undefined : parseJson(data);
  if (value === undefined) return 'nothing';
  if (value === data && isTooDeep(data)) return tooDeep('a frame of the stream');
  if (!isRecord(value))
    return isErrorReport(value)
      ? apiErrorFromFrame(head, data)
      : malformed(frame, head, 'is not a JSON object');
  let choices: unknown;
  let object: unknown;
  let error: unknown;
  let cost: unknown;
  // Looking up a missing field is slow if every frame has different fields; iterating over them is not.
  for (const key in value) {
    if (key === 'choices') choices = value[key];
    else if (key === 'object') object = value[key];
    else if (key === 'error') error = value[key];
    else if (key === 'cost') cost = value[key];
  }
  if (error) return apiErrorFromFrame(head, data);
  const chunk = value as { object?: unknown; choices?: unknown; cost?: unknown };
  if (choices == null) delete chunk.choices;
  else if (!isListOfRecords(choices))
    return malformed(frame, head, 'has `choices` that are not an array of objects');
  // An event with another name is not a part of the answer; it may report the progress of a tool, for example.
  const isAnswer = event === undefined || event === 'message';
  if (chunk.choices === undefined && isAnswer && isErrorReport(value)) return apiErrorFromFrame(head, data);
  if (cost != null) chunk.cost = toCost(cost);
  if (!object) chunk.object = 'chat.completion.chunk';
  return value as ChatCompletionChunk;
}

function malformed({ data }: Frame, { redact }: ResponseHead, fault: string): MalformedChunkError {
  const message = `a frame of the stream ${fault} (see \`data\` of this error)`;
  return new MalformedChunkError({ message, data: redact?.(data) ?? data });
}
