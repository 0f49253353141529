import type { EngineRequest } from '../engine-request.js';

/** Returns the caller for counting failures: the combination of key, model and `user`. */
export function getCaller({ headers }: EngineRequest, body: unknown): string {
  const { model, user } = Object(body) as { model?: unknown; user?: unknown };
  return JSON.stringify([headers.authorization, model, user]);
}
