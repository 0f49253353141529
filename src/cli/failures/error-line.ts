import { types } from 'node:util';
import { APIError } from '../../errors/api-error.js';
import { inOneLine } from '../terminal/in-one-line.js';
import type { Paint } from '../terminal/painter-for.js';
import { Interruption } from './interruption.js';
import { getRemedy } from './remedy.js';

/** Formats an error in one line: name, message, request id and remedy. Empty for an {@link Interruption}. */
export function errorLine(error: unknown, paint: Paint): string {
  if (error instanceof Interruption) return '';
  const { name, message } = types.isNativeError(error) ? error : { name: 'Error', message: String(error) };
  const requestId = error instanceof APIError ? error.requestId : undefined;
  const remedy = getRemedy(error);
  const parts = [
    `: ${message}`,
    requestId === undefined ? '' : ` (request id ${requestId})`,
    remedy === undefined ? '' : ` — ${remedy}`,
  ];
  return `${paint('red', inOneLine(name))}${inOneLine(parts.join(''))}\n`;
}
