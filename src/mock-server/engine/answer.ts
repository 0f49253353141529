import { answerChat } from './answer-chat.js';
import type { AnswerContext } from './answer-context.js';
import type { EngineAnswer } from './engine-answer.js';
import type { EngineRequest } from './engine-request.js';
import { errorAnswer } from './error-answer.js';
import { requestedFault } from './faults/requested-fault.js';
import { toWireFault } from './faults/wire-fault.js';
import { withFault } from './faults/with-fault.js';
import { rateLimitsRoute } from './limits/rate-limits-route.js';
import { listedModels } from './models/listed-models.js';
import { modelRoute } from './models/model-routes.js';

/** Answers one request as Venice would, and injects the configured fault. */
export function answer(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const fault =
    requestedFault(request) ?? (context.fault === undefined ? undefined : toWireFault(context.fault));
  const result = fault?.http ? errorAnswer(fault.http, context) : route(request, context);
  return fault ? withFault(result, fault) : result;
}

function route(request: EngineRequest, context: AnswerContext): EngineAnswer {
  const [path = '', query = ''] = request.path.split('?');
  const name = `${request.method} ${path}`;
  if (name === 'POST /api/v1/chat/completions') return answerChat(request, context);

  const found =
    request.method === 'GET' && path.startsWith('/api/v1')
      ? answerList(path.slice('/api/v1'.length), query, request, context)
      : undefined;
  return errorAnswer(found ?? { status: 404, body: { error: `Not found: ${name}` } }, context);
}

function answerList(
  route: string,
  query: string,
  request: EngineRequest,
  context: AnswerContext,
): ReturnType<typeof modelRoute> {
  const catalogue = listedModels(context);
  return (
    modelRoute(route, new URLSearchParams(query), catalogue) ??
    rateLimitsRoute(route, request, { ...context, catalogue })
  );
}
