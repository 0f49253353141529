import type { Observable } from 'rxjs';
import { checkRequest } from '#check-request';
import { apiErrorFromChoices, hasFailed, withoutErrors } from '../errors/from-response/failed-choice.js';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import { isListOfRecords } from '../json/is-record.js';
import { withoutRepeatedReasoning } from '../history/without-repeated-reasoning.js';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { toCost, toUsage } from '../reducer/reports.js';
import { readChunks } from '../response/read-chunks.js';
import { readCompletion } from '../response/read-json.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { Operation, OperationRequest } from './operation.js';

/** Chat completions, streaming or not. */
export function chatOperation(
  interceptors: readonly ChatInterceptor[],
): Operation<ChatCompletionRequest, ChatValue> {
  return {
    name: 'chat.completions',
    limits: 'chat',
    retry: true,
    isRecorded: true,
    interceptors,
    isStreaming,
    toChat: (request) => request,
    fromChat: (request) => request,
    send: (request, { extraBody, requireFinishReason }, exchange): Observable<ChatValue> => {
      checkRequest(request);
      const http: OperationRequest = {
        method: 'POST',
        path: '/chat/completions',
        body: toBody(request, extraBody),
      };
      return isStreaming(request)
        ? exchange(http, 'text/event-stream', (reading) =>
            readChunks(reading, requireFinishReason, request.model),
          )
        : exchange(http, 'application/json', (reading) => readCompletion(completionFrom, reading));
    },
  };
}

/** The request has not been validated yet, so it may be null. */
function isStreaming(request: ChatCompletionRequest | null): boolean {
  return request?.stream === true;
}

/** Returns the body of a request. Requests the `usage` of streams by default, since the usage log needs it. */
function toBody(original: ChatCompletionRequest, extraBody: object | undefined): object {
  const messages = withoutRepeatedReasoning(original.messages);
  const request = messages === original.messages ? original : { ...original, messages };
  if (request.stream !== true) return { ...request, ...extraBody };
  // `copyFields` explains why this is not a spread.
  const body = Object.assign({}, request, { stream_options: { ...includeUsage, ...request.stream_options } });
  return extraBody === undefined ? body : { ...body, ...extraBody };
}

const includeUsage = { include_usage: true };

/**
 * Converts an answer to a completion: adds `object` if it is missing, and corrects or omits a `usage` or `cost` of another type. Throws the
 * error that a choice reports.
 */
function completionFrom(answer: object, head: ResponseHead): ChatCompletion {
  const { choices } = answer as { choices?: unknown };
  if (!isListOfRecords(choices)) {
    throw new MalformedChunkError({
      message: 'the answer has `choices` that are not an array of objects',
      data: '',
    });
  }
  const { usage, cost, ...others } = answer as Partial<ChatCompletion>;
  const reports = omitUndefined({ usage: toUsage(usage), cost: toCost(cost) });
  const completion = {
    object: 'chat.completion',
    ...others,
    ...reports,
    choices,
  } as unknown as ChatCompletion;
  if (completion.choices.some(hasFailed))
    throw apiErrorFromChoices(head, completion, withoutErrors(completion));
  return completion;
}
