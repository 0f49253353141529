import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { AnswerContext } from './answer-context.js';
import { checkKey } from './check-key.js';
import { checkRequest } from './check-request.js';
import type { EngineAnswer } from './engine-answer.js';
import type { EngineRequest } from './engine-request.js';
import { errorAnswer } from './error-answer.js';
import { parseJson } from './parse-json.js';
import { replyOfScript } from './reply-of-script.js';
import { streamedAnswer } from './streamed-answer.js';
import type { Turn } from './turn.js';
import { wholeAnswer } from './whole-answer.js';

/** Answers one request as Venice would; the checks stand in Venice's order. */
export function answer(request: EngineRequest, context: AnswerContext): EngineAnswer {
  if (request.method !== 'POST' || request.path !== '/api/v1/chat/completions') {
    return errorAnswer(
      { status: 404, body: { error: `Not found: ${request.method} ${request.path}` } },
      context,
    );
  }
  if (request.body === null) {
    return errorAnswer(
      { status: 413, body: { error: 'Payload too large', code: 'PAYLOAD_TOO_LARGE' } },
      context,
    );
  }
  const json = parseJson(request);
  if (!json)
    return errorAnswer({ status: 400, body: { error: 'The request body is not valid JSON' } }, context);

  const refusal = checkKey(request, context.apiKey) ?? checkRequest(json.value);
  return refusal
    ? errorAnswer(refusal, context)
    : scriptedAnswer(json.value as ChatCompletionRequest, context);
}

function scriptedAnswer(request: ChatCompletionRequest, context: AnswerContext): EngineAnswer {
  const reply = replyOfScript(context.script, request);
  if ('status' in reply) return errorAnswer(reply, context, request.model);

  const created = Math.floor(context.now / 1000);
  const turn: Turn = { id: `chatcmpl-${context.id}`, created, request, reply };
  return request.stream ? streamedAnswer(turn, context) : wholeAnswer(turn, context);
}
