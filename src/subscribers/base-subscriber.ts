import { Subscriber } from 'rxjs';

/**
 * The base of subscribers that are written as a class. RxJS makes those of its operators out of closures, a dozen for each, and
 * every chunk goes through two of them: that is dear where thousands of runs share a processor's cache. RxJS 7 calls the
 * constructor internal, and RxJS 8 is going to: a migration to it begins here.
 */
// eslint-disable-next-line rxjs-x/no-subclass
export abstract class BaseSubscriber<T> extends Subscriber<T> {
  /** What goes on, and when, is up to the methods; `destination` ends together with this. */
  constructor(destination?: Subscriber<T>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    super(destination);
  }
}
