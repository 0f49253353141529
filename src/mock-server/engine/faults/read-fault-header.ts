import type { EngineRequest } from '../engine-request.js';
import { parseFault } from './parse-fault.js';
import { type WireFault, toWireFault } from './wire-fault.js';

/** Returns the fault of a request's header `x-fault`; undefined if the header is missing or blank. */
export function readFaultHeader({ headers }: EngineRequest): WireFault | undefined {
  const text = headers['x-fault'];
  return text === undefined || text.trim() === '' ? undefined : toWireFault(parseFault(text));
}
