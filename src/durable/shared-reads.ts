import {
  EMPTY,
  type Observable,
  ReplaySubject,
  catchError,
  concat,
  defer,
  finalize,
  ignoreElements,
  share,
  tap,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { bindContext } from '../async-context/bind-context.js';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import { pageSize } from './read-page-size.js';
import type { RunOffset } from './run-offset.js';
import type { GoneRun, RunPage, RunStore } from './run-store.js';
import type { StoreCalls } from './store-calls.js';

type Page = GoneRun | RunPage | undefined;

/** A read in progress, and the next read, which is shared by the callers that come during the first one. */
interface Read {
  readonly page: Observable<Page>;
  next?: Observable<Page>;
}

/**
 * Reads the log for the watchers of a process. Thousands of watchers may need the same page at the same time, e.g. after a lost connection:
 * they share one read. A watcher that needs the page during a read may know of a later entry, so it shares the next read.
 */
export class SharedReads {
  readonly #store: RunStore;
  readonly #calls: StoreCalls;
  readonly #reads = new Map<string, Read>();

  constructor(store: RunStore, calls: StoreCalls) {
    this.#store = store;
    this.#calls = calls;
  }

  /**
   * Emits one page of the log, as it is at the subscription or later, in the async context of the subscriber. The store is called in the
   * context of the first subscriber that shares the read.
   */
  read(id: string, after: RunOffset): Observable<Page> {
    return this.#read(id, after).pipe(bindContext());
  }

  #read(id: string, after: RunOffset): Observable<Page> {
    return defer(() => {
      const read = this.#reads.get(`${after} ${id}`);
      if (!read) return this.#send(id, after);
      read.next ??= defer(() => {
        // The previous answer may come in the context of another call. Its error must not fail the next read.
        const previous = read.page.pipe(
          ignoreElements(),
          catchError(() => EMPTY),
        );
        return concat(previous, this.#read(id, after).pipe(subscribeInContext(captureContext())));
      }).pipe(shareOne());
      return read.next;
    });
  }

  #send(id: string, after: RunOffset): Observable<Page> {
    const key = `${after} ${id}`;
    const end = (): void => {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    };
    const page = this.#calls
      .call(() => this.#store.read(id, after, pageSize))
      .pipe(
        // `finalize` alone would end this read after the next read is sent.
        tap({ error: end, complete: end }),
        finalize(end),
        shareOne(),
      );
    const read: Read = { page };
    this.#reads.set(key, read);
    return page;
  }
}

function shareOne(): (source: Observable<Page>) => Observable<Page> {
  return share<Page>({ connector: () => new ReplaySubject<Page>(1) });
}
