import type { ErrorReply } from '../error-reply.js';
import { documentedCodes } from './documented-codes.js';
import { isErrorName, namedErrors } from './named-errors.js';

/** Returns the error for a name such as `overloaded`, or a documented code such as `PRO_ONLY_MODEL`; undefined if unknown. */
export function findError(name: string): ErrorReply | undefined {
  if (isErrorName(name)) return namedErrors[name];
  const status = documentedCodes.get(name);
  if (status === undefined) return undefined;
  const body = { error: sentence(name), code: name };
  return { status, body, ...(name === 'MODEL_OVERLOADED' && { headers: { 'retry-after': '30' } }) };
}

function sentence(code: string): string {
  return code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ');
}
