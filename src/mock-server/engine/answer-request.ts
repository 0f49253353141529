import { answerChat } from './answer-chat.js';
import type { AnswerContext } from './answer-context.js';
import type { EngineAnswer } from './engine-answer.js';
import type { EngineRequest } from './engine-request.js';
import { createPlainAnswer } from './create-plain-answer.js';
import { readFaultHeader } from './faults/read-fault-header.js';
import { toWireFault } from './faults/wire-fault.js';
import { withFault } from './faults/with-fault.js';
import { answerRateLimitsRoute } from './limits/answer-rate-limits-route.js';
import { listModels } from './models/list-models.js';
import { answerModelRoute } from './models/answer-model-route.js';

/** Answers one request as Venice would, and injects the configured fault. */
export function answerRequest(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const fault =
    readFaultHeader(request) ?? (context.fault === undefined ? undefined : toWireFault(context.fault));
  const result = fault?.http ? createPlainAnswer(fault.http, context) : route(request, context);
  return fault ? withFault(result, fault) : result;
}

function route(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const [path = '', query = ''] = request.path.split('?');
  const name = `${request.method} ${path}`;
  if (name === 'POST /api/v1/chat/completions') return answerChat(request, context);

  const list =
    request.method === 'GET' && path.startsWith('/api/v1')
      ? answerList(path.slice('/api/v1'.length), query, request, context)
      : undefined;
  return createPlainAnswer(list ?? { status: 404, body: { error: `Not found: ${name}` } }, context);
}

function answerList(
  route: string,
  query: string,
  request: EngineRequest,
  context: AnswerContext,
): ReturnType<typeof answerModelRoute> {
  const catalogue = listModels(context);
  return (
    answerModelRoute(route, new URLSearchParams(query), catalogue) ??
    answerRateLimitsRoute(route, request, { ...context, catalogue })
  );
}
