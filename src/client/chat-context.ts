import type { MonoTypeOperatorFunction, Observable, Subscriber } from 'rxjs';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { Timeouts } from '../request/timeouts.js';
import type { UsageRecord } from '../usage/usage-record.js';
import type { Observe } from './chat-stream-event.js';
import type { Partitioner } from './partitioner.js';
import type { RequestSpec, RequestSender } from '../request/request-sender.js';

/** What chats need of their client. */
export interface ChatContext {
  readonly sender: RequestSender;
  readonly timeouts: Required<Timeouts>;
  readonly partitionOf: Partitioner;
  /** Limits and circuit breaker, from outside in. They are outside of the key and of the interceptors. */
  readonly guards: readonly ChatInterceptor[];
  /** From outside in. */
  readonly interceptors: readonly ChatInterceptor[];
  readonly retry: MonoTypeOperatorFunction<ChatValue> | false | undefined;
  /** Makes a run fail when the client is closed; at once, where it has been. */
  readonly enter: (run: Subscriber<never>) => void;
  /** Takes the entry of a run that has ended; without a listener it is not made. */
  readonly record: (entry: () => UsageRecord) => void;
}

/** Options of one chat, checked, with those of the client in place. */
export interface ChatSettings extends Pick<RequestSpec, 'headers' | 'timeouts'> {
  readonly extraBody: object | undefined;
  readonly observe: Observe | undefined;
  readonly retry: MonoTypeOperatorFunction<ChatValue>;
  readonly signal: AbortSignal | undefined;
  readonly gate: Observable<boolean> | undefined;
}
