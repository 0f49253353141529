import { parseJson } from './parse-json.js';
import { toSingleLine } from './single-line.js';

/** What an error body says, whatever its form. */
export interface ErrorBody {
  /** The body itself: parsed where it is JSON, else its text. */
  readonly body: unknown;
  /** The sentence for a person. */
  readonly message: string;
  /** The server's own code, a number turned into text, or null. */
  readonly code: string | null;
  /** The server's own type, such as `server_error`, or null. */
  readonly type: string | null;
  /** Seconds to wait, where the body tells. */
  readonly retryAfterSeconds: number | null;
}

const longestMessage = 500;
/** The longest code that is known has 31 characters. */
const maxCodeLength = 200;

/** Reads an error body of any form that Venice, other servers and proxies send; `redact` takes the key out of it. */
export function readErrorBody(text: string, redact?: (text: string) => string): ErrorBody {
  return describeErrorBody(parseJson(redact?.(text) ?? text, redact));
}

/** Reads an error body that has been parsed already. */
export function describeErrorBody(body: unknown): ErrorBody {
  const outer = first(body);
  const error = isRecord(outer) ? outer['error'] : undefined;
  const inner = first(error);
  return {
    body,
    message: toSingleLine(messageOf(outer, inner), longestMessage),
    code: textOf(pick(inner, 'code')) ?? textOf(pick(outer, 'code')),
    type: textOf(pick(inner, 'type')) ?? textOf(pick(outer, 'type')),
    retryAfterSeconds: numberOf(pick(inner, 'retry_after')) ?? numberOf(pick(outer, 'retry_after')),
  };
}

function messageOf(outer: unknown, inner: unknown): string {
  const more = moreOf(outer);
  const sentence =
    sentenceOf(inner) ??
    sentenceOf(pick(inner, 'message')) ??
    sentenceOf(pick(inner, 'detail')) ??
    sentenceOf(pick(outer, 'message')) ??
    sentenceOf(pick(outer, 'detail')) ??
    issueOf(pick(outer, 'detail'));
  if (sentence === null) return more ?? (typeof outer === 'string' ? plain(outer) : 'no message');
  if (more === null || sentence.includes(more)) return sentence;
  return more.endsWith(sentence) ? more : `${sentence} (${more})`;
}

/** What the sentence leaves open: which field is wrong, which limit is reached. */
function moreOf(outer: unknown): string | null {
  return (
    issueOf(pick(outer, 'issues')) ??
    issueOf(pick(outer, 'error')) ??
    sentenceOf(pick(outer, 'details')) ??
    sentenceOf(pick(outer, 'customMessage'))
  );
}

/** First of a list of issues, as zod and FastAPI report them, with its path. */
function issueOf(issues: unknown): string | null {
  if (!Array.isArray(issues)) return null;
  const issue: unknown = issues[0];
  const message = sentenceOf(pick(issue, 'message')) ?? sentenceOf(pick(issue, 'msg'));
  const path = pick(issue, 'path') ?? pick(issue, 'loc');
  return message !== null && Array.isArray(path) && path.length > 0 ? `${pathOf(path)}: ${message}` : message;
}

/** Steps that are neither names nor positions are left out. */
function pathOf(path: readonly unknown[]): string {
  return path.filter((step) => typeof step === 'string' || typeof step === 'number').join('.');
}

/** The text of a page without its markup: its title where it has one. */
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
  return isRecord(value) ? value[key] : undefined;
}

function sentenceOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : sentenceOf(value);
  return text === null ? null : toSingleLine(text, maxCodeLength);
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
