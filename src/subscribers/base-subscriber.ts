import { Subscriber } from 'rxjs';

/**
 * Base class of subscribers. RxJS creates those of its operators from a dozen closures each, and every chunk passes through
 * two of them, which is expensive when thousands of runs share a CPU cache. The constructor is marked internal in RxJS 7
 * and will be internal in RxJS 8: start a migration here.
 */
// eslint-disable-next-line rxjs-x/no-subclass
export abstract class BaseSubscriber<T> extends Subscriber<T> {
  /** Methods decide when to emit to `destination`, which is closed together with this subscriber. */
  constructor(destination?: Subscriber<T>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    super(destination);
  }
}
