import type { EngineRequest } from '../engine-request.js';
import { parseFault } from './parse-fault.js';
import { type WireFault, toWireFault } from './wire-fault.js';

/** Returns the fault from the request's `x-fault` header; undefined if it is missing. */
export function requestedFault({ headers }: EngineRequest): WireFault | undefined {
  const text = headers['x-fault'];
  return text === undefined || text.trim() === '' ? undefined : toWireFault(parseFault(text));
}
