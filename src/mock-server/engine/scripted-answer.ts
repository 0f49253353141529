import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { AnswerContext } from './answer-context.js';
import type { EngineAnswer } from './engine-answer.js';
import { toWireFault } from './faults/wire-fault.js';
import { withFault } from './faults/with-fault.js';
import { limitRefusal } from './limits/refusals.js';
import { refuse, type CallerContext } from './limits/refuse.js';
import { capabilityIssues } from './models/capability-issues.js';
import type { EngineModel } from './models/engine-model.js';
import { inferenceRefusal } from './models/inference-refusal.js';
import { modelForRequest } from './models/model-for-request.js';
import { privacyRefusal } from './models/privacy-refusal.js';
import { splitSuffix } from './models/split-suffix.js';
import { replyOfScript } from './reply-of-script.js';
import { schemaError } from './schema-error.js';
import { streamedAnswer } from './streamed-answer.js';
import type { TextReply } from './text-reply.js';
import { turnOfReply } from './turn-of-reply.js';
import { usageOfTurn } from './usage-of-turn.js';
import { wholeAnswer } from './whole-answer.js';

/** Answers a valid chat request: finds the model, runs the script, and counts the usage. */
export function scriptedAnswer(
  requested: ChatCompletionRequest,
  context: AnswerContext & CallerContext,
): EngineAnswer {
  const { meters, modelPrivacy, now } = context;
  const request = splitSuffix(requested);
  const found = modelForRequest(request, context);
  if ('status' in found) return refuse(found, context);

  const { model, retired } = found;
  const known = { ...context, model, retired };
  const issues = capabilityIssues(request, model);
  if (issues.length > 0) return refuse(schemaError(issues), known, { isUnsupported: true });

  const forbidden = privacyRefusal(model, modelPrivacy);
  if (forbidden) return refuse(forbidden, known);

  const limited = limitRefusal(model.id, meters, now);
  if (limited) return refuse(limited, known);
  for (const meter of [meters.minute, meters.day]) meter.add(model.id, now, { requests: 1 });

  const reply = inferenceRefusal(request, model) ?? replyOfScript(context.script, request);
  return 'status' in reply ? refuse(reply, known) : textAnswer(reply, request, known);
}

function textAnswer(
  reply: TextReply,
  request: ChatCompletionRequest,
  context: AnswerContext & CallerContext & { readonly model: EngineModel },
): EngineAnswer {
  const { id, meters, model, now } = context;
  const created = Math.floor(now / 1000);
  const turn = turnOfReply({ id: `chatcmpl-${id}`, created, model, request, reply });
  meters.minute.add(model.id, now, { tokens: usageOfTurn(turn).total_tokens });
  const answer = request.stream ? streamedAnswer(turn, context) : wholeAnswer(turn, context);
  if (reply.fault === undefined) return answer;
  const fault = toWireFault(reply.fault, 'reply.fault');
  return withFault(fault.http ? refuse(fault.http, context) : answer, fault);
}
