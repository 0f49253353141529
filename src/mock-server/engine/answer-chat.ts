import type { AnswerContext } from './answer-context.js';
import { checkKey } from './check-key.js';
import type { EngineAnswer } from './engine-answer.js';
import type { EngineRequest } from './engine-request.js';
import { errorAnswer } from './error-answer.js';
import { getCaller } from './limits/get-caller.js';
import { budgetRefusal } from './limits/refusals.js';
import { refuse } from './limits/refuse.js';
import { parseJson } from './parse-json.js';
import { readRequest } from './read-request.js';
import { scriptedAnswer } from './scripted-answer.js';

/** Answers a chat request. Checks it in the same order as Venice. */
export function answerChat(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const { apiKey, meters, now } = context;
  if (request.body === null) {
    const body = { error: 'Payload too large', code: 'PAYLOAD_TOO_LARGE' };
    return errorAnswer({ status: 413, body }, context);
  }
  const json = parseJson(request);
  if (!json) {
    return errorAnswer({ status: 400, body: { error: 'The request body is not valid JSON' } }, context);
  }
  const keyRefusal = checkKey(request, apiKey);
  if (keyRefusal?.status === 402) return errorAnswer(keyRefusal, context);

  const known = { ...context, caller: getCaller(request, json.value) };
  const blocked = budgetRefusal(known.caller, meters, now);
  if (blocked) return errorAnswer(blocked, known);
  if (keyRefusal) return refuse(keyRefusal, known);
  const parsed = readRequest(json.value);
  return 'status' in parsed ? refuse(parsed, known) : scriptedAnswer(parsed, known);
}
