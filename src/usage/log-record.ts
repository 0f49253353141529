import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** A record of `logger`: one at the start of an attempt, one at the start of a successful response, and one at the end of the attempt. */
export type LogRecord = LoggedEnd | LoggedHead | LoggedRequest;

/** Fields of all records. */
export interface LoggedAttempt {
  /** Id shared by the records of one attempt. */
  readonly id: number;
  /** Number of the attempt in its run, from 1. */
  readonly attempt: number;
  /** Time of the record, in milliseconds since 1970. */
  readonly at: number;
  /** The model of the request. */
  readonly model: string;
  /** The `tags` of the request, if it has any. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** An attempt has started. */
export interface LoggedRequest extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'request';
  /** Role and number of text characters of each message. */
  readonly messages: readonly { readonly role: string; readonly characters: number }[];
  /** Fields of the request that are numbers or booleans, such as `temperature` and `stream`. */
  readonly settings: Readonly<Record<string, boolean | number>>;
  /** The whole request, only with `includesText`. */
  readonly request?: ChatCompletionRequest;
}

/** A successful response has started. */
export interface LoggedHead extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'head';
  /** HTTP status. */
  readonly status: number;
  /** Request id to quote in a support request to Venice. */
  readonly requestId?: string;
  /** The model that answers, if the headers of the response name it. */
  readonly answeredBy?: string;
}

/** An attempt has ended. */
export interface LoggedEnd extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'end';
  /** Outcome; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Milliseconds since the start of the attempt. */
  readonly duration: number;
  /** Milliseconds from the start of the attempt to the first output. */
  readonly firstTokenAfter?: number;
  /** Token counts of the server: numbers only, without other fields. */
  readonly usage?: CompletionUsage;
  /** Cost billed by the server: numbers only, without other fields. */
  readonly cost?: CompletionCost;
  /** The error, if the attempt failed. */
  readonly error?: LoggedError;
  /** The completion received so far, only with `includesText`. */
  readonly completion?: ChatCompletion;
}

/** Fields of an error in a record. */
export interface LoggedError {
  /** Name of the class of the error. */
  readonly name: string;
  /** Redacted message as one printable line. */
  readonly message: string;
  /** HTTP status, if the server has responded. */
  readonly status?: number;
  /** The server's error code, if any. */
  readonly code?: string;
  /** Request id to quote in a support request to Venice. */
  readonly requestId?: string;
}
