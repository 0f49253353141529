import type { EngineRequest } from '../engine-request.js';
import { parseFault } from './parse-fault.js';

/** The fault that a request asks for in its header `x-fault`; undefined where it does not. */
export function requestedFault({ headers }: EngineRequest): ReturnType<typeof parseFault> | undefined {
  const text = headers['x-fault'];
  return text === undefined || text.trim() === '' ? undefined : parseFault(text);
}
