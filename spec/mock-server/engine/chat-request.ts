import type { AnswerContext } from '../../../src/mock-server/engine/answer-context.js';
import { createMeters } from '../../../src/mock-server/engine/limits/meters.js';
import { defaultCatalogue } from '../../../src/mock-server/engine/models/catalogue.js';
import { textModel } from '../../../src/mock-server/engine/models/text-model.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import { createChatAnswer } from '../../../src/mock-server/engine/create-chat-answer.js';
import type { ChatAnswer } from '../../../src/mock-server/engine/chat-answer.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import type { ChatCompletionRequest } from '../../../src/wire/chat-completion-request.js';

/** Creates a valid chat request; `fields` override or extend its fields. */
export function chatRequest(fields: Partial<ChatCompletionRequest> = {}): ChatCompletionRequest {
  return { model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], ...fields };
}

/** Creates an HTTP request with this body; `overrides` replace properties of the HTTP request. */
export function httpRequest(body: unknown, overrides: Partial<EngineRequest> = {}): EngineRequest {
  return {
    method: 'POST',
    path: '/api/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...overrides,
  };
}

/** Creates a context whose script answers `Hi`; `fields` override its fields. */
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

/** Creates the answer with this reply, by a model with the prices 0.15 and 0.6 US dollars per million tokens. `fields` are those of the request. */
export function chatAnswer(reply: TextReply, fields: Partial<ChatCompletionRequest> = {}): ChatAnswer {
  const model = textModel({
    id: 'default',
    prices: [0.15, 0.6],
    capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'logprobs'],
  });
  return createChatAnswer({
    id: 'chatcmpl-1',
    created: 1790000000,
    model,
    request: chatRequest(fields),
    reply,
  });
}
