import { checkOptions } from '../../../options/check-options.js';
import type { Delivery } from '../engine-answer.js';
import type { ErrorReply } from '../error-reply.js';
import { findError } from './find-error.js';
import { type Fault, faultRules, lineEnds } from './fault.js';
import { readFaultString } from './parse-fault.js';

/** A validated fault, with the types of an {@link EngineAnswer}. */
export interface WireFault extends Pick<Fault, 'after' | 'delay' | 'holdOpen' | 'kind'> {
  readonly delivery: Delivery;
  /** HTTP error to send instead of the answer. */
  readonly http?: ErrorReply;
}

/** Validates a fault, which may be a string. Throws a `TypeError` that names the invalid field. */
export function toWireFault(input: Fault | string, path = 'fault'): WireFault {
  const fault = typeof input === 'string' ? readFaultString(input) : input;
  checkOptions(fault, faultRules, path);
  const { split, keepAlive, lineEnd, http, status, body, headers, ...others } = fault;
  const ending = lineEnds.get(lineEnd);
  const delivery = {
    ...(split !== undefined && { split }),
    ...(keepAlive !== undefined && { keepAlive }),
    ...(ending !== undefined && { lineEnd: ending }),
  };
  const error = typeof http === 'string' ? findError(http) : http;
  if (error === undefined && status === undefined && body === undefined && headers === undefined)
    return { ...others, delivery };
  const base: ErrorReply = error ?? { status: 500, body: { error: 'An error on demand' } };
  const reply = {
    ...base,
    ...(status !== undefined && { status }),
    ...(body !== undefined && { body }),
    ...(headers !== undefined && { headers: { ...base.headers, ...headers } }),
  };
  return { ...others, delivery, http: reply };
}
