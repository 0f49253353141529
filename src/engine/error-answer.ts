import type { WholeAnswer } from './engine-answer.js';
import type { ErrorReply } from './error-reply.js';
import type { EngineModel } from './models/engine-model.js';
import { responseHeaders, type HeaderContext } from './response-headers.js';

/** Answers with an error; `model` is given when a model was already chosen. */
export function errorAnswer(reply: ErrorReply, context: HeaderContext, model?: EngineModel): WholeAnswer {
  const { status, body, headers, timing } = reply;
  const contentType =
    typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  return {
    after: timing?.headersDelay ?? 0,
    status,
    headers: { ...responseHeaders(context, contentType, model), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
