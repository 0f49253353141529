import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';

/** What `logger` writes: a record when an attempt begins, one when its answer does, and one when it ends. */
export type LogRecord = LoggedEnd | LoggedHead | LoggedRequest;

/** What all records have. */
export interface LoggedAttempt {
  /** The same for the records of one attempt. */
  readonly id: number;
  /** 1 for the first attempt of a run. */
  readonly attempt: number;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  /** The model that the request names. */
  readonly model: string;
}

/** An attempt begins. */
export interface LoggedRequest extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'request';
  /** Roles of the messages, and how many characters of text each has. */
  readonly messages: readonly { readonly role: string; readonly characters: number }[];
  /** Fields of the request that are numbers or true or false, such as `temperature` and `stream`. */
  readonly settings: Readonly<Record<string, boolean | number>>;
  /** The whole request, only with `includesText`. */
  readonly request?: ChatCompletionRequest;
}

/** Its answer begins well. */
export interface LoggedHead extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'head';
  /** HTTP status. */
  readonly status: number;
  /** What to name when asking Venice for help. */
  readonly requestId?: string;
  /** The model that answers, as the head names it. */
  readonly answeredBy?: string;
}

/** It has ended. */
export interface LoggedEnd extends LoggedAttempt {
  /** Marks the variant. */
  readonly type: 'end';
  /** How; `cancelled` by unsubscribing. */
  readonly outcome: 'cancelled' | 'completed' | 'failed';
  /** Milliseconds from its begin. */
  readonly duration: number;
  /** Milliseconds from there to the first part of the answer. */
  readonly firstTokenAfter?: number;
  /** Tokens, as the server has counted them: its numbers, without fields that hold anything else. */
  readonly usage?: CompletionUsage;
  /** What the server has billed: its numbers, without fields that hold anything else. */
  readonly cost?: CompletionCost;
  /** What went wrong. */
  readonly error?: LoggedError;
  /** The answer as far as it has come, only with `includesText`. */
  readonly completion?: ChatCompletion;
}

/** What a record says of an error. */
export interface LoggedError {
  /** Name of its class. */
  readonly name: string;
  /** Its message, in which the key is hidden, as one printable line. */
  readonly message: string;
  /** HTTP status, where the server has answered. */
  readonly status?: number;
  /** The server's own code, where there is one. */
  readonly code?: string;
  /** What to name when asking Venice for help. */
  readonly requestId?: string;
}
