import type { OperatorFunction } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import { bodyReader } from './body-reader.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { readResponse } from './response-reader.js';

/**
 * Reads the response to a streaming request as chunks.
 *
 * If every choice has its `finish_reason`, the result completes at `[DONE]`, or at the regular end of the body. If `requiresFinish` is
 * false, it also completes at `[DONE]` after any choice. If the body ends in another way, the result fails with a
 * `TruncatedStreamError`. A status other than 2xx, an error inside the stream, and HTML or JSON instead of a stream fail with an
 * `APIError`. After `[DONE]`, the rest of the body is read and discarded for at most 100 ms, so that the connection can be reused.
 */
export function readChunks(
  options: ResponseReaderOptions = {},
  requiresFinish?: boolean,
  model = '',
): OperatorFunction<TransportEvent, ChatCompletionChunk> {
  const source = options.server && `${options.server} ${model}`;
  return readResponse(options, (head, sink) => bodyReader(head, sink, options, requiresFinish, source));
}
