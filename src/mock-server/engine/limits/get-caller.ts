import type { EngineRequest } from '../engine-request.js';

/** Returns the caller whose failures are counted together: the combination of key, model and `user`. */
export function getCaller({ headers }: EngineRequest, body: unknown): string {
  const { model, user } = Object(body) as { model?: unknown; user?: unknown };
  return JSON.stringify([headers.authorization, model, user]);
}
