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

/** The parts of an error body, regardless of its JSON structure. */
export interface ErrorBody {
  /** The whole body: parsed if it is JSON, otherwise as a string. */
  readonly body: unknown;
  /** Human-readable message. */
  readonly message: string;
  /** The server's error code, as a string even if the server sent a number; null if the body has none. */
  readonly code: string | null;
  /** The server's error type, such as `server_error`, or its status, such as `UNAVAILABLE`; null if the body has neither. */
  readonly type: string | null;
  /** Milliseconds to wait before a retry, if the body says so; otherwise null. */
  readonly retryAfter: number | null;
}

/** Maximum number of characters of `message`. */
const maxMessageLength = 500;
/** Maximum number of characters of `code` and `type`: far more than known codes have. */
const maxCodeLength = 200;

/** Reads an error body, whose JSON structure differs between Venice, other servers and proxies. `redact` removes the key from it. */
export function readErrorBody(text: string, redact?: (text: string) => string): ErrorBody {
  const safe = redact?.(text) ?? text;
  const body = parseJson(safe, redact);
  // Some servers send an event of a stream (`data: {…}`) as the body. `parseJson` returns a body that is not JSON unchanged.
  const eventData = body === safe ? parseAnswer(safe.replace(/^(event: ?error\s+)?data:/, ''), redact) : body;
  return describeErrorBody(typeof eventData === 'string' ? body : eventData);
}

/** Reads an error body that has been parsed already. */
export function describeErrorBody(body: unknown): ErrorBody {
  const outer = toErrorFields(first(body));
  const { error, errors, baseresp, detail, details } = outer;
  const cause = first(error ?? errors ?? baseresp ?? (isRecord(detail) ? detail : undefined));
  const inner = toErrorFields(cause);
  const find: FindField = (names, read) => findField(inner, names, read) ?? findField(outer, names, read);
  const findCode = (names: readonly string[]): string | null => {
    const found = find(names, toCode);
    return found === null ? null : toSingleLine(found, maxCodeLength);
  };
  const code = findCode(codeNames);
  const type = findCode(['type', 'status']);
  const message = readMessage(first(body), outer, cause, find);
  return {
    body,
    message: toSingleLine(message ?? code ?? type ?? 'no message', maxMessageLength),
    code,
    type,
    retryAfter: find(['retryafter'], toWait) ?? readRetryInfo(inner['details'] ?? details),
  };
}

/** Finds the first readable field of the error, or else of the object around it. */
type FindField = <T>(names: readonly string[], read: (value: unknown) => T | null) => T | null;

function readMessage(value: unknown, outer: ErrorFields, cause: unknown, find: FindField): string | null {
  const detailText = readDetails(outer);
  const sentence =
    toSentence(cause) ??
    find(messageNames, toSentence) ??
    readIssue(outer['detail']) ??
    findField(outer, ['text', 'title'], toSentence);
  if (sentence === null) return detailText ?? (typeof value === 'string' ? toPlainText(value) : null);
  const text = sentence.startsWith('<') && sentence.includes('</') ? withoutTags(sentence) : sentence;
  if (detailText === null || text.includes(detailText)) return text;
  return detailText.endsWith(text) ? detailText : `${text} (${detailText})`;
}

/** Returns details that the message often lacks, such as the invalid field or the exceeded limit; null if there are none. */
function readDetails(outer: ErrorFields): string | null {
  return (
    readIssue(outer['issues']) ??
    readIssue(outer['error']) ??
    findField(outer, ['details', 'custommessage', 'errordescription'], toSentence)
  );
}

/** Returns the message and the path of the first issue in an array of issues, as zod and FastAPI report them; null for anything else. */
function readIssue(issues: unknown): string | null {
  if (!Array.isArray(issues)) return null;
  const { message, msg, path, loc } = toErrorFields(issues[0]);
  const sentence = toSentence(message) ?? toSentence(msg);
  const steps = path ?? loc;
  return sentence !== null && Array.isArray(steps) && steps.length > 0
    ? `${formatPath(steps)}: ${sentence}`
    : sentence;
}

/** Joins the path of an issue with dots. Skips parts that are neither property names nor array indexes. */
function formatPath(path: readonly unknown[]): string {
  return path.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
}

/** Returns the milliseconds in Google's `RetryInfo`, an item of the error details such as `{"retryDelay": "34s"}`; null if absent. */
function readRetryInfo(details: unknown): number | null {
  if (!Array.isArray(details)) return null;
  const delays = details.map((detail) => toSentence(toErrorFields(detail)['retrydelay']));
  return parseDuration(delays.find((delay) => delay !== null) ?? '') ?? null;
}

/** Converts a wait in seconds to milliseconds. */
function toWait(value: unknown): number | null {
  return isAmount(value) ? value * 1000 : null;
}
