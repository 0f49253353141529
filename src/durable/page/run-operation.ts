import type { Operation } from '../../client/operation.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/**
 * Declares an operation on a run. It has no limits, circuit breaker or usage records: these count requests to a model, which the
 * server sends.
 */
export function declareRunOperation<Request, Value>(
  parts: Pick<Operation<Request, Value>, 'name' | 'retry' | 'send'>,
): Operation<Request, Value> {
  return {
    limits: 'none',
    isRecorded: false,
    interceptors: [],
    // Only the connection is timed: a model may think for long, and the server sends comments in the meantime.
    isStreaming: () => false,
    toChat: () => noChat,
    fromChat: (_, request) => request,
    ...parts,
  };
}

const noChat: ChatCompletionRequest = { model: '', messages: [] };
