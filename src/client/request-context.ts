import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import type { ChatInterceptor, ChatValue } from '../request/chat-interceptor.js';
import type { RequestInterceptor } from '../request/request-interceptor.js';
import type { RequestSender } from '../request/request-sender.js';
import type { Timeouts } from '../request/timeouts.js';
import type { UsageLogHolder } from '../usage/usage-log.js';
import type { Partitioner } from './partitioner.js';

/** The parts of a client that its operations use. */
export interface RequestContext {
  readonly sender: RequestSender;
  readonly timeouts: Required<Timeouts>;
  readonly partitionOf: Partitioner;
  /** Limits and circuit breaker, outermost first. They wrap all other interceptors. */
  readonly limitInterceptors: readonly ChatInterceptor[];
  /** Interceptors of the HTTP requests of all operations, outermost first. */
  readonly requestInterceptors: readonly RequestInterceptor[];
  readonly retry: MonoTypeOperatorFunction<ChatValue> | false | undefined;
  readonly requireFinishReason: boolean | undefined;
  /** Fails a run when the client is closed; immediately if it is closed already. */
  readonly enter: (run: Subscriber<never>) => void;
  /** The usage log, which `usageRecords` creates. Shared by a client and the clients that `withOptions` creates from it. */
  readonly usage: UsageLogHolder;
}
