import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { AnswerContext } from './answer-context.js';
import type { EngineAnswer } from './engine-answer.js';
import { errorAnswer } from './error-answer.js';
import { withFault } from './faults/with-fault.js';
import { limitRefusal } from './limits/refusals.js';
import { capabilityIssues } from './models/capability-issues.js';
import { modelForRequest } from './models/model-for-request.js';
import { splitSuffix } from './models/split-suffix.js';
import { replyOfScript } from './reply-of-script.js';
import { schemaError } from './schema-error.js';
import { streamedAnswer } from './streamed-answer.js';
import { turnOfReply } from './turn-of-reply.js';
import { usageOfTurn } from './usage-of-turn.js';
import { wholeAnswer } from './whole-answer.js';

/** Answers a chat request that is in order: finds the model, asks the script, and counts what it used. */
export function scriptedAnswer(
  asked: ChatCompletionRequest,
  context: AnswerContext & { readonly caller: string },
): EngineAnswer {
  const { id, meters, now, script } = context;
  const request = splitSuffix(asked);
  const model = modelForRequest(request, context);
  if ('status' in model) return errorAnswer(model, context);

  const issues = capabilityIssues(request, model);
  if (issues.length > 0) return errorAnswer(schemaError(issues), context, model);

  const refusal = limitRefusal(model.id, meters, now);
  if (refusal) return errorAnswer(refusal, context, model);
  meters.minute.add(model.id, now, { requests: 1 });

  const reply = replyOfScript(script, request);
  if ('status' in reply) return errorAnswer(reply, context, model);

  const created = Math.floor(now / 1000);
  const turn = turnOfReply({ id: `chatcmpl-${id}`, created, model, request, reply });
  meters.minute.add(model.id, now, { tokens: usageOfTurn(turn).total_tokens });
  const answer = request.stream ? streamedAnswer(turn, context) : wholeAnswer(turn, context);
  return reply.fault
    ? withFault(reply.fault.http ? errorAnswer(reply.fault.http, context, model) : answer, reply.fault)
    : answer;
}
