import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Interceptor } from '../request/attempt.js';
import type { AttemptRequest } from '../request/request-interceptor.js';
import type { Read, RequestSpec } from '../request/request-sender.js';
import type { RunGate } from '../request/run-gate.js';
import type { RunRecord } from '../usage/run-record.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { RequestContext } from './request-context.js';

/**
 * Declares an endpoint. `runOperation` adds timeouts and teardown to its runs, and retries, interceptors, limits, circuit breaker and
 * usage records as declared.
 */
export interface Operation<Request, Value> {
  readonly name: string;
  /**
   * Limits and circuit breaker. `chat`: shared with the chats of the same model. `own`: separate ones, under `name`. `none`: neither, so
   * that an interceptor of a chat can send this request while `concurrency` is used up.
   */
  readonly limits: 'chat' | 'none' | 'own';
  /** Retry operator of requests that have no `retry` option; true: the client's; false: none. */
  readonly retry: MonoTypeOperatorFunction<Value> | boolean;
  /** Whether the runs have usage records. */
  readonly isRecorded: boolean;
  /** Interceptors of this operation, outermost first. */
  readonly interceptors: readonly Interceptor<Request, Value>[];
  readonly isStreaming: (request: Request) => boolean;
  /** Returns the request as a chat request, which limits and `partitionBy` read. */
  readonly toChat: (request: Request) => ChatCompletionRequest;
  /** Returns the request to send. The limits have passed on `chat`, perhaps with changes. */
  readonly fromChat: (chat: ChatCompletionRequest, request: Request) => Request;
  /** Sends an attempt. Throws for an invalid request. */
  readonly send: (request: Request, settings: RunSettings<Value>, exchange: Exchange) => Observable<Value>;
}

/** The HTTP request of an attempt, without headers. */
export type OperationRequest = Omit<AttemptRequest, 'headers'>;

/** Sends the HTTP request of an attempt and reads the response, of the type `accept`. */
export type Exchange = <T>(request: OperationRequest, accept: string, read: Read<T>) => Observable<T>;

/** One run of an operation, from `subscribe` to its end. */
export interface OperationRun<Request, Value> {
  readonly context: RequestContext;
  readonly operation: Operation<Request, Value>;
  readonly request: Request;
  /** Position among all runs of the process, by the time of subscription; a retry keeps that of the failed run. */
  readonly arrival: number;
  readonly settings: RunSettings<Value>;
  readonly record: RunRecord | undefined;
  readonly gate: RunGate | undefined;
}

/** Validated options of one run, with the client's options as defaults. */
export interface RunSettings<Value> extends Pick<RequestSpec, 'headers' | 'timeouts'> {
  readonly extraBody: object | undefined;
  readonly requireFinishReason: boolean;
  readonly retry: MonoTypeOperatorFunction<Value>;
  readonly signal: AbortSignal | undefined;
  readonly gate: Observable<boolean> | undefined;
  readonly tags: Readonly<Record<string, string>>;
}
