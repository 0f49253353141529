import type { AnswerContext } from './answer-context.js';
import type { WholeAnswer } from './engine-answer.js';
import { responseHeaders } from './response-headers.js';
import type { ErrorReply } from './script.js';

/** Answers with an error; `model` is given when a model was already chosen. */
export function errorAnswer(reply: ErrorReply, context: AnswerContext, model?: string): WholeAnswer {
  const { status, body, headers, timing } = reply;
  const contentType =
    typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  return {
    after: timing?.headersDelay ?? 0,
    status,
    headers: { ...responseHeaders({ ...context, contentType, model }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
