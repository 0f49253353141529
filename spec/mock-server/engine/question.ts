import type { AnswerContext } from '../../../src/mock-server/engine/answer-context.js';
import { createMeters } from '../../../src/mock-server/engine/limits/meters.js';
import { defaultCatalogue } from '../../../src/mock-server/engine/models/catalogue.js';
import { textModel } from '../../../src/mock-server/engine/models/text-model.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { turnOfReply } from '../../../src/mock-server/engine/turn-of-reply.js';
import type { Turn } from '../../../src/mock-server/engine/turn.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';

/** Creates a valid chat request; `fields` override or extend its fields. */
export function question(fields: Partial<ChatCompletionRequest> = {}): ChatCompletionRequest {
  return { model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], ...fields };
}

/** Creates an HTTP request with this body; `overrides` replace its properties. */
export function httpRequest(body: unknown, overrides: Partial<EngineRequest> = {}): EngineRequest {
  return {
    method: 'POST',
    path: '/api/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...overrides,
  };
}

/** Creates a context whose script answers `Hi`. */
export function context(fields: Partial<AnswerContext> = {}): AnswerContext {
  return {
    script: [{ reply: { text: 'Hi' } }],
    apiKey: undefined,
    catalogue: defaultCatalogue,
    meters: createMeters(),
    now: Date.UTC(2026, 9, 1, 12, 0, 30, 500),
    id: '0123456789abcdef0123456789abcdef',
    ...fields,
  };
}

/** Creates a turn with this reply, of a model with the prices 0.15 and 0.6 US dollars per million tokens. */
export function turn(reply: TextReply, fields: Partial<ChatCompletionRequest> = {}): Turn {
  const model = textModel({
    id: 'default',
    prices: [0.15, 0.6],
    capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'logprobs'],
  });
  return turnOfReply({ id: 'chatcmpl-1', created: 1790000000, model, request: question(fields), reply });
}
