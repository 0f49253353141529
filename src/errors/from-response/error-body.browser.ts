import { isAmount } from '../../json/is-amount.js';
import { parseAnswer } from '../../json/parse-answer.js';
import { toSingleLine } from '../single-line.js';
import type { ErrorBody } from './error-body.js';

/**
 * Replaces `error-body.ts` in browsers, which talk to Venice, to a relay or to a server on the same machine: finds the message
 * and the code where OpenAI, Venice and FastAPI write them. An error has the whole body, so nothing is lost.
 */
export function readErrorBody(text: string, redact?: (text: string) => string): ErrorBody {
  return describeErrorBody(parseAnswer(redact?.(text) ?? text, redact));
}

/** Reads an error body that is already parsed. */
export function describeErrorBody(body: unknown): ErrorBody {
  const outer = toFields(body);
  const cause = outer['error'] ?? outer['errors'] ?? outer['detail'];
  const inner = toFields(cause);
  const find = (name: string): string | null => toCode(inner[name]) ?? toCode(outer[name]);
  const code = find('code');
  const type = find('type');
  const sentence = toSentence(cause) ?? toSentence(body);
  const details = ['issues', 'details', 'customMessage'].map((name) => toSentence(outer[name]));
  const more = details.find(Boolean);
  const message = sentence && more ? `${sentence} (${more})` : (sentence ?? more);
  const wait = inner['retry_after'] ?? outer['retry_after'];
  return {
    body,
    message: toSingleLine(message || code || type || 'no message', 500),
    code,
    type,
    retryAfter: isAmount(wait) ? wait * 1000 : null,
  };
}

/** Returns the fields of an object, or of the first one of an array. */
function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return Object([value].flat()[0]) as Record<string, unknown>;
}

/** Returns a string, the title of a page, or the message of an error or an issue, with the path of an invalid field. */
function toSentence(value: unknown): string | undefined {
  const { message, msg, path, loc = path } = toFields(value);
  const text = [value, message, msg].find((one): one is string => typeof one === 'string');
  const title = /^\s*<[^]*?<title>([^<]*)/i.exec(text ?? '')?.[1];
  return Array.isArray(loc) && loc.length > 0 ? `${loc.join('.')}: ${text}` : (title ?? text);
}

function toCode(value: unknown): string | null {
  const code = typeof value === 'number' ? String(value) : value;
  return typeof code === 'string' && code !== '' ? toSingleLine(code, 200) : null;
}
