import { isRecord } from '../json/is-record.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromFrame } from '../errors/from-response/api-error-from-response.js';
import { isTooDeep } from '../json/json-depth.js';
import { tooDeep } from '../errors/json-too-deep.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import { parseJson } from '../json/parse-json.js';
import type { VeniceError } from '../errors/venice-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { Frame } from './frame-parser.js';

/** What a frame is: a chunk, an error, the end of the stream, or nothing. */
export type FrameMeaning = ChatCompletionChunk | VeniceError | 'done' | 'nothing';

/**
 * What a frame means. Unknown fields pass; `object` is filled in where it is missing; a frame with an `error`, and one
 * whose event is named `error`, is an `APIError`; what is no JSON object is a `MalformedChunkError`, and JSON
 * that nests too deep a `LimitExceededError`.
 */
export function readFrame(frame: Frame, head: ResponseHead): FrameMeaning {
  const { data, event } = frame;
  // Nearly every frame begins like this, and needs no trimming.
  const trimmed = data.startsWith('{') ? data : data.trim();
  if (trimmed === '[DONE]') return 'done';
  if (event === 'error') return apiErrorFromFrame(head, data);
  const value = trimmed === '' ? undefined : parseJson(data);
  if (value === undefined) return 'nothing';
  if (value === data && isTooDeep(data)) return tooDeep('a frame of the stream');
  if (!isRecord(value)) return malformed(frame, head, 'is no JSON object');
  let choices: unknown;
  let object: unknown;
  let error: unknown;
  // Asking for a field that is not there is slow where each frame has other fields; going through them is not.
  for (const key in value) {
    if (key === 'choices') choices = value[key];
    else if (key === 'object') object = value[key];
    else if (key === 'error') error = value[key];
  }
  if (error) return apiErrorFromFrame(head, data);
  const chunk = value as { object?: unknown; choices?: unknown };
  if (choices == null) delete chunk.choices;
  else if (!isListOfObjects(choices))
    return malformed(frame, head, 'has `choices` that are no list of objects');
  if (!object) chunk.object = 'chat.completion.chunk';
  return value as ChatCompletionChunk;
}

function malformed({ data }: Frame, { redact }: ResponseHead, fault: string): MalformedChunkError {
  const message = `a frame of the stream ${fault} (see \`data\` of this error)`;
  return new MalformedChunkError({ message, data: redact?.(data) ?? data });
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}
