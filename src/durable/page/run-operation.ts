import type { Operation } from '../../client/operation.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';

/**
 * Declares an operation on a durable run. It has no limits, circuit breaker or usage records: those count requests to a model, and these
 * are sent by the server of the run.
 */
export function declareRunOperation<Request, Value>(
  parts: Pick<Operation<Request, Value>, 'name' | 'retry' | 'send'>,
): Operation<Request, Value> {
  return {
    limits: 'none',
    isRecorded: false,
    interceptors: [],
    // So that `firstToken` and `outputIdle` do not apply: a run may have no output for a long time, while the server sends comments.
    isStreaming: () => false,
    toChat: () => noChat,
    fromChat: (_, request) => request,
    ...parts,
  };
}

const noChat: ChatCompletionRequest = { model: '', messages: [] };
