import type { AnswerContext } from '../../../src/mock-server/engine/answer-context.js';
import { answer } from '../../../src/mock-server/engine/answer.js';
import type { EngineAnswer } from '../../../src/mock-server/engine/engine-answer.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import { createMeters, type LimitOptions } from '../../../src/mock-server/engine/limits/meters.js';
import { context, httpRequest, question } from './question.js';

/** Half a minute past noon of 1 October 2026. */
export const noon: number = Date.UTC(2026, 9, 1, 12, 0, 30);

/** Asks at a time; fields replace or add those of a valid question, or of its HTTP request. */
export type Ask = (now: number, fields?: object, request?: Partial<EngineRequest>) => EngineAnswer;

/** An engine that remembers what it was asked. */
export function talk(options?: LimitOptions, fields: Partial<AnswerContext> = {}): Ask {
  const meters = createMeters(options);
  return (now, asked = {}, request) =>
    answer(httpRequest({ ...question(), ...asked }, request), context({ meters, now, ...fields }));
}

/** What an error says. */
export function getMessage(result: EngineAnswer): string {
  return (JSON.parse('body' in result ? result.body : '{}') as { error: string }).error;
}
