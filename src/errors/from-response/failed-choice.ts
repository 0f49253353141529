import type { ChatCompletion } from '../../wire/chat-completion.js';
import { isListOfRecords, isRecord } from '../../json/is-record.js';
import { parseJson } from '#parse-json';
import type { APIError } from '../api-error.js';
import { statusOfCode } from './code-statuses.js';
import { createAPIError } from './create-api-error.js';
import { type ErrorBody, describeErrorBody } from './error-body.js';
import type { ResponseHead } from './response-head.js';

/** A choice of a chunk or of a completion, as it was received. */
interface ReceivedChoice {
  readonly finish_reason?: unknown;
  readonly [field: string]: unknown;
}

/** Whether a choice reports that the server failed: by its `error`, or by the finish reason `error`. */
export function hasFailed({ error, finish_reason: reason }: ReceivedChoice): boolean {
  return Boolean(error) || (typeof reason === 'string' && reason.toLowerCase() === 'error');
}

/**
 * Returns the chunk or completion without the errors of its choices, which may echo the key. Also removes the finish reason of a
 * failed choice: the client of a relay would take this reason for the error, and not read the error that the relay sends next.
 */
export function withoutErrors<T extends { readonly choices?: readonly ReceivedChoice[] }>(frame: T): T {
  return {
    ...frame,
    choices: frame.choices?.map((received) => {
      const { error: _, ...choice } = received;
      return hasFailed(received) ? { ...choice, finish_reason: null } : choice;
    }),
  };
}

/**
 * Creates the error that a choice of a chunk or a completion reports. Source: `docs/wire-format.md`, "Errors inside a stream".
 */
export function apiErrorFromChoices(
  head: ResponseHead,
  frame: { readonly choices?: readonly ReceivedChoice[] },
  partial?: ChatCompletion,
): APIError {
  const body = describeFailure(redacted(frame, head));
  return createAPIError({ head, body, kind: statusOfCode(body), inBand: true, partial });
}

/** Describes an error inside an answer: the error of the first failed choice if there is one, else the error of the whole body. */
export function describeFailure(body: unknown): ErrorBody {
  const choices = isRecord(body) ? body['choices'] : undefined;
  const failed = isListOfRecords(choices) ? (choices as ReceivedChoice[]).find(hasFailed) : undefined;
  if (failed === undefined) return describeErrorBody(body);
  const { error } = failed;
  return { ...(error ? describeErrorBody({ error }) : noDetails), body };
}

/** Describes a failed choice without `error`: its finish reason says only that the server failed. */
const noDetails: Omit<ErrorBody, 'body'> = {
  message: 'the server ended the answer with the finish_reason `error`',
  code: null,
  type: 'server_error',
  retryAfter: null,
};

function redacted(frame: object, { redact }: ResponseHead): unknown {
  return redact === undefined ? frame : parseJson(redact(JSON.stringify(frame)), redact);
}
