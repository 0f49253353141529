import type { AnswerContext } from '../../src/engine/answer-context.js';
import type { EngineRequest } from '../../src/engine/engine-request.js';
import type { ChatCompletionRequest } from '../../src/wire/chat-completion-request.js';

/** A valid chat request; what is given replaces or adds fields. */
export function question(fields: Partial<ChatCompletionRequest> = {}): ChatCompletionRequest {
  return { model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], ...fields };
}

/** An HTTP request with that body; `overrides` replace parts of it. */
export function httpRequest(body: unknown, overrides: Partial<EngineRequest> = {}): EngineRequest {
  return {
    method: 'POST',
    path: '/api/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...overrides,
  };
}

/** A context in which the script says `Hi`. */
export function context(fields: Partial<AnswerContext> = {}): AnswerContext {
  return {
    script: [{ reply: { text: 'Hi' } }],
    apiKey: undefined,
    now: Date.UTC(2026, 9, 1, 12, 0, 30, 500),
    id: '0123456789abcdef0123456789abcdef',
    ...fields,
  };
}
