import type { MonoTypeOperatorFunction, Observable, Subscriber } from 'rxjs';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { Timeouts } from '../request/timeouts.js';
import type { UsageRecord } from '../usage/usage-record.js';
import type { Observe } from './chat-stream-event.js';
import type { Partitioner } from './partitioner.js';
import type { RequestSpec, RequestSender } from '../request/request-sender.js';

/** The client's parts that its chats use. */
export interface ChatContext {
  readonly sender: RequestSender;
  readonly timeouts: Required<Timeouts>;
  readonly partitionOf: Partitioner;
  /** Limits and circuit breaker, outermost first. They run outside the key lookup and the interceptors. */
  readonly guards: readonly ChatInterceptor[];
  /** Interceptors, outermost first. */
  readonly interceptors: readonly ChatInterceptor[];
  readonly retry: MonoTypeOperatorFunction<ChatValue> | false | undefined;
  /** Fails a run when the client is closed; immediately if it is closed already. */
  readonly enter: (run: Subscriber<never>) => void;
  /** Receives the usage record of a finished run. No record is created without a listener. */
  readonly record: (entry: () => UsageRecord) => void;
}

/** Validated options of one chat, with the client's options as defaults. */
export interface ChatSettings extends Pick<RequestSpec, 'headers' | 'timeouts'> {
  readonly extraBody: object | undefined;
  readonly observe: Observe | undefined;
  readonly retry: MonoTypeOperatorFunction<ChatValue>;
  readonly signal: AbortSignal | undefined;
  readonly gate: Observable<boolean> | undefined;
}
