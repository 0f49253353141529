import { Subscriber } from 'rxjs';

/**
 * Base class of subscribers. The operators of RxJS create a dozen closures for each subscriber, and each chunk would call two of
 * them, which is expensive when thousands of runs share a CPU cache. RxJS 7 marks the constructor as internal, and RxJS 8 will
 * make it internal: then this class has to change.
 */
// eslint-disable-next-line rxjs-x/no-subclass
export abstract class BaseSubscriber<T> extends Subscriber<T> {
  /** Unsubscribing from `destination` also unsubscribes this subscriber; the methods of the subclass emit to `destination`. */
  constructor(destination?: Subscriber<T>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    super(destination);
  }
}
