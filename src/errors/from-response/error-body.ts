import { isAmount } from '../../json/is-amount.js';
import { isRecord } from '../../json/is-record.js';
import { parseAnswer } from '../../json/parse-answer.js';
import { parseJson } from '#parse-json';
import { toSingleLine } from '../single-line.js';
import { parseDuration } from './duration.js';
import {
  type ErrorFields,
  codeNames,
  findField,
  first,
  messageNames,
  toCode,
  toErrorFields,
  toSentence,
} from './error-fields.js';
import { toPlainText, withoutTags } from './page-message.js';

/** Contents of an error body, in whatever form it was sent. */
export interface ErrorBody {
  /** The body itself: parsed if it is JSON, else its text. */
  readonly body: unknown;
  /** Human-readable message. */
  readonly message: string;
  /** The server's error code, numbers as strings, or null. */
  readonly code: string | null;
  /** The server's error type, such as `server_error`, or its status, such as `UNAVAILABLE`; or null. */
  readonly type: string | null;
  /** Milliseconds to wait, if the body has them. */
  readonly retryAfter: number | null;
}

const longestMessage = 500;
/** The longest known code has 31 characters. */
const maxCodeLength = 200;

/** Reads an error body of any form sent by Venice, other servers or proxies; `redact` removes the key from it. */
export function readErrorBody(text: string, redact?: (text: string) => string): ErrorBody {
  const safe = redact?.(text) ?? text;
  const body = parseJson(safe, redact);
  // Some servers answer with the frame of the stream that they would have sent.
  const framed = body === safe ? parseAnswer(safe.replace(/^(event: ?error\s+)?data:/, ''), redact) : body;
  return describeErrorBody(typeof framed === 'string' ? body : framed);
}

/** Reads an error body that is already parsed. */
export function describeErrorBody(body: unknown): ErrorBody {
  const outer = toErrorFields(first(body));
  const { error, errors, baseresp, detail, details } = outer;
  const cause = first(error ?? errors ?? baseresp ?? (isRecord(detail) ? detail : undefined));
  const inner = toErrorFields(cause);
  const find = (names: readonly string[]): string | null => {
    const found = findField(inner, names, toCode) ?? findField(outer, names, toCode);
    return found === null ? null : toSingleLine(found, maxCodeLength);
  };
  const code = find(codeNames);
  const type = find(['type', 'status']);
  const message = readMessage(first(body), outer, inner, cause);
  return {
    body,
    message: toSingleLine(message ?? code ?? type ?? 'no message', longestMessage),
    code,
    type,
    retryAfter:
      findField(inner, ['retryafter'], toWait) ??
      findField(outer, ['retryafter'], toWait) ??
      readRetryInfo(inner['details'] ?? details),
  };
}

function readMessage(value: unknown, outer: ErrorFields, inner: ErrorFields, cause: unknown): string | null {
  const more = readDetails(outer);
  const sentence =
    toSentence(cause) ??
    findField(inner, messageNames, toSentence) ??
    findField(outer, messageNames, toSentence) ??
    readIssue(outer['detail']) ??
    findField(outer, ['text', 'title'], toSentence);
  if (sentence === null) return more ?? (typeof value === 'string' ? toPlainText(value) : null);
  const text = sentence.startsWith('<') && sentence.includes('</') ? withoutTags(sentence) : sentence;
  if (more === null || text.includes(more)) return text;
  return more.endsWith(text) ? more : `${text} (${more})`;
}

/** Details that the message lacks: the invalid field or the exceeded limit. */
function readDetails(outer: ErrorFields): string | null {
  return (
    readIssue(outer['issues']) ??
    readIssue(outer['error']) ??
    findField(outer, ['details', 'custommessage', 'errordescription'], toSentence)
  );
}

/** Returns the first of a list of issues, as reported by zod and FastAPI, with its path. */
function readIssue(issues: unknown): string | null {
  if (!Array.isArray(issues)) return null;
  const { message, msg, path, loc } = toErrorFields(issues[0]);
  const sentence = toSentence(message) ?? toSentence(msg);
  const steps = path ?? loc;
  return sentence !== null && Array.isArray(steps) && steps.length > 0
    ? `${formatPath(steps)}: ${sentence}`
    : sentence;
}

/** Skips steps that are neither names nor indexes. */
function formatPath(path: readonly unknown[]): string {
  return path.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
}

/** Google's `RetryInfo` among the details of an error, such as `{"retryDelay": "34s"}`. */
function readRetryInfo(details: unknown): number | null {
  if (!Array.isArray(details)) return null;
  const delays = details.map((detail) => toSentence(toErrorFields(detail)['retrydelay']));
  return parseDuration(delays.find((delay) => delay !== null) ?? '') ?? null;
}

function toWait(value: unknown): number | null {
  return isAmount(value) ? value * 1000 : null;
}
