import { doubtfulFinishReasons, goodFinishReasons } from '../support/finish-reasons.js';
import type { Random } from './random.js';

/** A tool call as the model meant it. */
export interface Call {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One choice as the model meant it. */
export interface Choice {
  readonly reasoning: string;
  /** Signature of the reasoning; '' for none. */
  readonly signature: string;
  readonly text: string;
  readonly annotations: readonly object[];
  readonly calls: readonly Call[];
  readonly finish: string;
}

/** An error that the server reports instead of the rest of its answer. */
export interface ServerError {
  readonly status: number;
  readonly message: string;
  /** Name of the error class of this status. */
  readonly name: string;
  readonly isRetryable: boolean;
}

/** How an answer ends. */
export type End =
  | { readonly type: 'whole' }
  /** The connection breaks before the end of the answer. */
  | { readonly type: 'cut' }
  /** No choice has a finish reason, but the stream ends with `[DONE]`. */
  | { readonly type: 'unfinished' }
  | { readonly type: 'error'; readonly error: ServerError; readonly after: 'nothing' | 'role' | 'output' }
  /** The server responds with an error status, and with a delay in milliseconds. */
  | { readonly type: 'refused'; readonly error: ServerError; readonly wait: number };

/** The contents and the end of an answer, independent of the form in which a server sends them. */
export interface Meaning {
  readonly choices: readonly Choice[];
  readonly usage: { readonly prompt: number; readonly completion: number } | undefined;
  readonly end: End;
}

/** Finish reasons after which no tool runs. Without `error`, since an answer with this finish reason is an error. */
const badFinishReasons = doubtfulFinishReasons.filter((reason) => reason !== 'error');

const errors: readonly [ServerError, ...ServerError[]] = [
  { status: 400, name: 'BadRequestError', isRetryable: false, message: '' },
  { status: 401, name: 'AuthenticationError', isRetryable: false, message: '' },
  { status: 429, name: 'RateLimitError', isRetryable: true, message: '' },
  { status: 500, name: 'InternalServerError', isRetryable: true, message: '' },
  { status: 503, name: 'ServiceUnavailableError', isRetryable: true, message: '' },
];

const words = [
  'brave',
  ' knight',
  '👑',
  'Å',
  '\n',
  '"',
  '\\',
  '𝄞',
  ' the',
  'data: ',
  '[DONE]',
  ', ',
  '\u2028',
  'x',
  '{"a":1}',
] as const;

function drawText(random: Random, max: number): string {
  let text = '';
  for (let count = random.int(1, max); count > 0; count -= 1) text += random.pick(words);
  // The period prevents a blank string.
  return `${text}.`;
}

function drawCall(random: Random): Call {
  const name = random.pick(['weather', 'time', 'pay_bill']);
  if (random.chance(0.2)) return { name, args: {} };
  const args: Record<string, unknown> = { city: drawText(random, 3) };
  if (random.chance(0.5)) args['days'] = random.int(0, 9);
  if (random.chance(0.3)) args['deep'] = { list: [1, { '}': '{' }], '': null };
  return { name, args };
}

function drawChoice(random: Random): Choice {
  const kind = random.pick(['text', 'text', 'calls', 'both']);
  const calls = kind === 'text' ? [] : Array.from({ length: random.int(1, 3) }, () => drawCall(random));
  return {
    reasoning: random.chance(0.4) ? drawText(random, 6) : '',
    signature: random.chance(0.5) ? `sig-${random.int(1, 1e6)}` : '',
    text: kind === 'calls' ? '' : drawText(random, 8),
    annotations: random.chance(0.2)
      ? Array.from({ length: random.int(1, 3) }, (_none, at) => ({ type: 'url_citation', at }))
      : [],
    calls,
    finish: random.chance(0.75) ? random.pick(goodFinishReasons) : random.pick(['odd', ...badFinishReasons]),
  };
}

const endTypes = [
  'whole',
  'whole',
  'whole',
  'whole',
  'cut',
  'unfinished',
  'error',
  'error',
  'refused',
] as const;

function drawEnd(random: Random): End {
  const error = { ...random.pick(errors), message: `fault ${random.int(1, 1e6)}` };
  switch (random.pick(endTypes)) {
    case 'whole':
      return { type: 'whole' };
    case 'cut':
      return { type: 'cut' };
    case 'unfinished':
      return { type: 'unfinished' };
    case 'error':
      return { type: 'error', error, after: random.pick(['nothing', 'role', 'output']) };
    case 'refused':
      return { type: 'refused', error: { ...error, ...tooMany }, wait: random.int(1, 600) * 1000 };
  }
}

const tooMany = { status: 429, name: 'RateLimitError', isRetryable: true };

export function drawMeaning(random: Random): Meaning {
  const count = random.pick([1, 1, 1, 2, 3]);
  return {
    choices: Array.from({ length: count }, () => drawChoice(random)),
    usage: random.chance(0.8) ? { prompt: random.int(1, 999), completion: random.int(1, 999) } : undefined,
    end: drawEnd(random),
  };
}
