import type { OptionRules } from '../../../options/check-options.js';
import { type OptionRule, aWord, atLeast, wholeNumber } from '../../../options/option-rules.js';
import { isRecord } from '../../../json/is-record.js';
import type { ErrorReply } from '../error-reply.js';
import { findError } from './find-error.js';

/**
 * A fault to inject on the wire. All fields can be combined. A fault may also be written as a string of fields, such as
 * `reset; after=3`; in the header `x-fault` it always is.
 */
export interface Fault {
  /** Milliseconds before the headers; `Infinity` means never. */
  readonly delay?: number;
  /**
   * How the answer is interrupted:
   *
   * - `cut`: the body ends normally, but too early;
   * - `hang-up`: the connection closes in the middle of the body;
   * - `reset`: like `hang-up`, by a TCP reset;
   * - `stall`: no more bytes are sent;
   * - `error`: an error frame, then `[DONE]`; only in a stream.
   */
  readonly kind?: 'cut' | 'error' | 'hang-up' | 'reset' | 'stall';
  /** Number of frames before the interruption, including the frame with the role. An answer in one piece breaks off in its middle. Default: 0. */
  readonly after?: number;
  /** Additional milliseconds from the last frame of a stream to its end or interruption. Default: 0. */
  readonly holdOpen?: number;
  /** Bytes per write. Default: a frame, or a whole body. */
  readonly split?: number;
  /** Line ending of a stream. Default: `lf`. */
  readonly lineEnd?: 'cr' | 'crlf' | 'lf';
  /** Milliseconds between keep-alive comments. Default: no comments. */
  readonly keepAlive?: number;
  /** HTTP error instead of the answer: a name of `namedErrors`, a code that Venice documents, or a reply with a `status`. */
  readonly http?: ErrorReply | string;
  /** Status of the HTTP error. Default: the status of `http`, else 500. */
  readonly status?: number;
  /** Body of the HTTP error: a string is sent unchanged, as HTML; any other value as JSON. Default: the body of `http`. */
  readonly body?: unknown;
  /** Headers of the HTTP error, in addition to those of `http` and the default ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The values of `kind`. A fault string may contain a value without `kind=`. */
export const faultKinds: readonly string[] = ['cut', 'error', 'hang-up', 'reset', 'stall'];

/** The characters of each value of `lineEnd`. A fault string may contain a value without `line-end=`. */
export const lineEnds: ReadonlyMap<unknown, '\n' | '\r' | '\r\n'> = new Map([
  ['cr', '\r'],
  ['crlf', '\r\n'],
  ['lf', '\n'],
]);

const amount = atLeast(0);
const httpError: OptionRule = [
  (value) =>
    typeof value === 'string' ? findError(value) !== undefined : isRecord(value) && isStatus(value['status']),
  'the name of an error, a code that Venice documents, or a reply with a status',
];

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599;
}

/** Rules for the fields of a fault, from an object or a string. */
export const faultRules: OptionRules<Fault> = {
  delay: amount,
  kind: aWord(...faultKinds),
  after: amount,
  holdOpen: amount,
  split: wholeNumber(1),
  lineEnd: aWord('cr', 'crlf', 'lf'),
  keepAlive: atLeast(1),
  http: httpError,
  status: [isStatus, 'a whole number from 200 to 599'],
  body: [() => true, ''],
  headers: [
    (value) => isRecord(value) && Object.values(value).every((header) => typeof header === 'string'),
    'an object of strings',
  ],
};
