import type { AnswerContext } from './answer-context.js';
import { checkApiKey } from './check-api-key.js';
import type { EngineAnswer } from './engine-answer.js';
import type { EngineRequest } from './engine-request.js';
import { createPlainAnswer } from './create-plain-answer.js';
import { getCaller } from './limits/get-caller.js';
import { checkErrorBudget } from './limits/check-limits.js';
import { refuse } from './limits/refuse.js';
import { parseJsonBody } from './parse-json-body.js';
import { readRequest } from './read-request.js';
import { answerByScript } from './answer-by-script.js';

/** Answers a chat request. Its checks have the order of Venice, as far as Venice documents it; `docs/mock-server.md` lists them. */
export function answerChat(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const { apiKey, meters, now } = context;
  if (request.body === null) {
    const body = { error: 'Payload too large', code: 'PAYLOAD_TOO_LARGE' };
    return createPlainAnswer({ status: 413, body }, context);
  }
  const json = parseJsonBody(request);
  if (!json) {
    return createPlainAnswer({ status: 400, body: { error: 'The request body is not valid JSON' } }, context);
  }
  const keyRefusal = checkApiKey(request, apiKey);
  if (keyRefusal?.status === 402) return createPlainAnswer(keyRefusal, context);

  const callerContext = { ...context, caller: getCaller(request, json.value) };
  const budgetRefusal = checkErrorBudget(callerContext.caller, meters, now);
  if (budgetRefusal) return createPlainAnswer(budgetRefusal, callerContext);
  if (keyRefusal) return refuse(keyRefusal, callerContext);
  const parsed = readRequest(json.value);
  return 'status' in parsed ? refuse(parsed, callerContext) : answerByScript(parsed, callerContext);
}
