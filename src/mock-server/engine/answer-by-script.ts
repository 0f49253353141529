import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { AnswerContext } from './answer-context.js';
import type { EngineAnswer } from './engine-answer.js';
import { toWireFault } from './faults/wire-fault.js';
import { withFault } from './faults/with-fault.js';
import { checkLimits } from './limits/check-limits.js';
import { refuse, type CallerContext } from './limits/refuse.js';
import { findCapabilityIssues } from './models/find-capability-issues.js';
import type { EngineModel } from './models/engine-model.js';
import { checkInference } from './models/check-inference.js';
import { findModel } from './models/find-model.js';
import { checkPrivacy } from './models/check-privacy.js';
import { splitSuffix } from './models/split-suffix.js';
import { findReply } from './find-reply.js';
import { createSchemaError } from './create-schema-error.js';
import { toStreamedAnswer } from './to-streamed-answer.js';
import type { TextReply } from './text-reply.js';
import { createChatAnswer } from './create-chat-answer.js';
import { getUsage } from './get-usage.js';
import { toWholeAnswer } from './to-whole-answer.js';

/** Answers a valid chat request: finds the model, runs the script, and counts the usage. */
export function answerByScript(
  requestWithSuffix: ChatCompletionRequest,
  context: AnswerContext & CallerContext,
): EngineAnswer {
  const { meters, modelPrivacy, now } = context;
  const request = splitSuffix(requestWithSuffix);
  const routed = findModel(request, context);
  if ('status' in routed) return refuse(routed, context);

  const { model, retired } = routed;
  const modelContext = { ...context, model, retired };
  const issues = findCapabilityIssues(request, model);
  if (issues.length > 0) return refuse(createSchemaError(issues), modelContext, { isUnsupported: true });

  const refusal = checkPrivacy(model, modelPrivacy) ?? checkLimits(model.id, meters, now);
  if (refusal) return refuse(refusal, modelContext);
  for (const meter of [meters.minute, meters.day]) meter.add(model.id, now, { requests: 1 });

  const reply = checkInference(request, model) ?? findReply(context.script, request);
  return 'status' in reply ? refuse(reply, modelContext) : answerWithText(reply, request, modelContext);
}

function answerWithText(
  reply: TextReply,
  request: ChatCompletionRequest,
  context: AnswerContext & CallerContext & { readonly model: EngineModel },
): EngineAnswer {
  const { id, meters, model, now } = context;
  const created = Math.floor(now / 1000);
  const chatAnswer = createChatAnswer({ id: `chatcmpl-${id}`, created, model, request, reply });
  meters.minute.add(model.id, now, { tokens: getUsage(chatAnswer).total_tokens });
  const answer = request.stream ? toStreamedAnswer(chatAnswer, context) : toWholeAnswer(chatAnswer, context);
  if (reply.fault === undefined) return answer;
  const fault = toWireFault(reply.fault, 'reply.fault');
  return withFault(fault.http ? refuse(fault.http, context) : answer, fault);
}
