import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** A record of `logger`: one at the start of an attempt, one at the start of its response, and one at its end. */
export type LogRecord = LoggedEnd | LoggedHead | LoggedRequest;

/** Fields of all records. */
export interface LoggedAttempt {
  /** Id shared by the records of one attempt. */
  readonly id: number;
  /** 1 for the first attempt of a run. */
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
  /** Number and boolean fields of the request, such as `temperature` and `stream`. */
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
  /** The model of the response, as named in the head. */
  readonly answeredBy?: string;
}

/** An attempt has ended. */
export interface LoggedEnd extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'end';
  /** Outcome; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Milliseconds since its start. */
  readonly duration: number;
  /** Milliseconds from its start to the first output. */
  readonly firstTokenAfter?: number;
  /** Token counts of the server: numbers only, without other fields. */
  readonly usage?: CompletionUsage;
  /** Cost billed by the server: numbers only, without other fields. */
  readonly cost?: CompletionCost;
  /** The error, if it failed. */
  readonly error?: LoggedError;
  /** The completion received so far, only with `includesText`. */
  readonly completion?: ChatCompletion;
}

/** Fields of an error in a record. */
export interface LoggedError {
  /** Name of its class. */
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
