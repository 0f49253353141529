import { isAmount } from '../../json/is-amount.js';
import { isObject } from '../../json/is-record.js';
import { parseJson } from '../../json/parse-json.js';
import { toSingleLine } from '../single-line.js';

/** Contents of an error body, in whatever form it was sent. */
export interface ErrorBody {
  /** The body itself: parsed if it is JSON, else its text. */
  readonly body: unknown;
  /** Human-readable message. */
  readonly message: string;
  /** The server's error code, numbers as strings, or null. */
  readonly code: string | null;
  /** The server's error type, such as `server_error`, or null. */
  readonly type: string | null;
  /** Seconds to wait, if the body has them. */
  readonly retryAfterSeconds: number | null;
}

const longestMessage = 500;
/** The longest known code has 31 characters. */
const maxCodeLength = 200;

/** Reads an error body of any form sent by Venice, other servers or proxies; `redact` removes the key from it. */
export function readErrorBody(text: string, redact?: (text: string) => string): ErrorBody {
  return describeErrorBody(parseJson(redact?.(text) ?? text, redact));
}

/** Reads an error body that is already parsed. */
export function describeErrorBody(body: unknown): ErrorBody {
  const outer = first(body);
  const error = isObject(outer) ? outer['error'] : undefined;
  const inner = first(error);
  return {
    body,
    message: toSingleLine(readMessage(outer, inner), longestMessage),
    code: toText(pick(inner, 'code')) ?? toText(pick(outer, 'code')),
    type: toText(pick(inner, 'type')) ?? toText(pick(outer, 'type')),
    retryAfterSeconds: toNumber(pick(inner, 'retry_after')) ?? toNumber(pick(outer, 'retry_after')),
  };
}

function readMessage(outer: unknown, inner: unknown): string {
  const more = readDetails(outer);
  const sentence =
    toSentence(inner) ??
    toSentence(pick(inner, 'message')) ??
    toSentence(pick(inner, 'detail')) ??
    toSentence(pick(outer, 'message')) ??
    toSentence(pick(outer, 'detail')) ??
    readIssue(pick(outer, 'detail'));
  if (sentence === null) return more ?? (typeof outer === 'string' ? plain(outer) : 'no message');
  if (more === null || sentence.includes(more)) return sentence;
  return more.endsWith(sentence) ? more : `${sentence} (${more})`;
}

/** Details that the message lacks: the invalid field or the exceeded limit. */
function readDetails(outer: unknown): string | null {
  return (
    readIssue(pick(outer, 'issues')) ??
    readIssue(pick(outer, 'error')) ??
    toSentence(pick(outer, 'details')) ??
    toSentence(pick(outer, 'customMessage'))
  );
}

/** Returns the first of a list of issues, as reported by zod and FastAPI, with its path. */
function readIssue(issues: unknown): string | null {
  if (!Array.isArray(issues)) return null;
  const issue: unknown = issues[0];
  const message = toSentence(pick(issue, 'message')) ?? toSentence(pick(issue, 'msg'));
  const path = pick(issue, 'path') ?? pick(issue, 'loc');
  return message !== null && Array.isArray(path) && path.length > 0
    ? `${formatPath(path)}: ${message}`
    : message;
}

/** Skips steps that are neither names nor indexes. */
function formatPath(path: readonly unknown[]): string {
  return path.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
}

/** Returns the text of a page without its markup: its title, if it has one. */
function plain(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('<')) return trimmed === '' ? 'no body' : trimmed;
  const title = /<title>([^<]*)<\/title>/i.exec(trimmed.slice(0, 4096))?.[1]?.trim();
  return title === undefined || title === '' ? 'an HTML page' : `${title} (an HTML page)`;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}

function pick(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function toSentence(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function toText(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : toSentence(value);
  return text === null ? null : toSingleLine(text, maxCodeLength);
}

function toNumber(value: unknown): number | null {
  return isAmount(value) ? value : null;
}
