import type { EngineRequest } from '../engine-request.js';
import { parseFault } from './parse-fault.js';

/** Returns the fault from the request's `x-fault` header; undefined if it is missing. */
export function requestedFault({ headers }: EngineRequest): ReturnType<typeof parseFault> | undefined {
  const text = headers['x-fault'];
  return text === undefined || text.trim() === '' ? undefined : parseFault(text);
}
