import { Subscriber } from 'rxjs';

/**
 * Base class of the subscribers that replace operators of RxJS. Such an operator creates a dozen closures for each subscriber, and each
 * chunk calls two of them, which is expensive when thousands of runs share a CPU cache. RxJS 7 marks the constructor as internal, and
 * RxJS 8 will make it internal: then this class has to change.
 */
// eslint-disable-next-line rxjs-x/no-subclass
export abstract class BaseSubscriber<T> extends Subscriber<T> {
  /**
   * Notifications are forwarded to `destination`, unless the subclass overrides their methods. Unsubscribing `destination` also
   * unsubscribes this subscriber.
   */
  constructor(destination?: Subscriber<T>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    super(destination);
  }
}
