import type { AnswerContext } from '../../../src/mock-server/engine/answer-context.js';
import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import type { EngineAnswer } from '../../../src/mock-server/engine/engine-answer.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import { createMeters, type LimitOptions } from '../../../src/mock-server/engine/limits/meters.js';
import { context, httpRequest, chatRequest } from './chat-request.js';

/** 2026-10-01T12:00:30Z. */
export const noon: number = Date.UTC(2026, 9, 1, 12, 0, 30);

/** Answers a request at the time `now`. `fields` override those of a valid chat request, and `request` those of its HTTP request. */
export type Engine = (now: number, fields?: object, request?: Partial<EngineRequest>) => EngineAnswer;

/** Creates an engine whose meters count all its requests. */
export function createEngine(options?: LimitOptions, fields: Partial<AnswerContext> = {}): Engine {
  const meters = createMeters(options);
  return (now, chatFields = {}, request) =>
    answerRequest(
      httpRequest({ ...chatRequest(), ...chatFields }, request),
      context({ meters, now, ...fields }),
    );
}

/** Returns the message of an error. */
export function getMessage(result: EngineAnswer): string {
  return (JSON.parse('body' in result ? result.body : '{}') as { error: string }).error;
}
