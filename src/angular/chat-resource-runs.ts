import { ErrorHandler, type Injector, NgZone } from '@angular/core';
import {
  type Observable,
  ReplaySubject,
  Subject,
  type Subscription,
  defer,
  finalize,
  of,
  startWith,
  switchMap,
  take,
  tap,
} from 'rxjs';
import { chatAnswer } from './chat-answer.js';
import type { ChatResourceOptions, ChatResourceRequest } from './chat-resource-options.js';
import { type ChatResourceState, isRunning } from './chat-resource-state.js';
import { flattenBy } from './flatten.js';
import { VENICE_RENDER_NOTIFIER } from './render-notifier.js';
import { latestPerFrame } from './latest-per-frame.js';

/** A request, and whether `reload` sends it. */
interface Asked {
  readonly request: ChatResourceRequest | undefined;
  readonly isReload: boolean;
}

/** Runs the requests of a chat resource one after another, outside of the zone if there is one. */
export class ChatResourceRuns {
  readonly #injector: Injector;
  readonly #options: ChatResourceOptions;
  readonly #show: (state: ChatResourceState) => void;
  readonly #asked = new Subject<Asked>();
  readonly #cuts = new Subject<void>();
  /** Emits at the end of each answer, whether it is done. */
  readonly #ends = new Subject<boolean>();
  readonly #subscription: Subscription;
  #request: ChatResourceRequest | undefined;
  /** The latest state; rendering it may wait for a frame. */
  #latest: ChatResourceState = { phase: 'idle' };

  constructor(injector: Injector, options: ChatResourceOptions, show: (state: ChatResourceState) => void) {
    this.#injector = injector;
    this.#options = options;
    this.#show = show;
    const { whileRunning = 'switch' } = options;
    const answers = this.#asked.pipe(flattenBy(whileRunning, (asked) => this.#states(asked)));
    this.#subscription = this.#cuts
      .pipe(
        startWith(undefined),
        switchMap(() => answers),
      )
      .subscribe({
        next: show,
        error: (error: unknown) => {
          injector.get(ErrorHandler).handleError(error);
        },
      });
  }

  /** Sends the request unless it equals the last one. Undefined ends an answer only if a new request would. */
  ask(request: ChatResourceRequest | undefined): void {
    if (request === this.#request) return;
    this.#request = request;
    const { whileRunning = 'switch' } = this.#options;
    if (request !== undefined || whileRunning === 'switch') this.#next({ request, isReload: false });
  }

  /** Cancels all running and queued requests, and sends this one. Emits at its end, as {@link runToEnd}. */
  askAgain(request: ChatResourceRequest): Observable<boolean> {
    this.#request = request;
    this.#cuts.next();
    return this.runToEnd(() => {
      this.#next({ request, isReload: true });
    });
  }

  /** Calls `send`, which sends a request. Emits at the end of the answer whether it is done. */
  runToEnd(send: () => void): Observable<boolean> {
    const ended = new ReplaySubject<boolean>(1);
    this.#ends.pipe(take(1)).subscribe(ended);
    send();
    return ended;
  }

  stop(): void {
    if (!isRunning(this.#latest) || this.#subscription.closed) return;
    this.#cuts.next();
    this.#latest = { ...this.#latest, phase: 'stopped' };
    this.#show(this.#latest);
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #next(asked: Asked): void {
    this.#injector.get(NgZone).runOutsideAngular(() => {
      this.#asked.next(asked);
    });
  }

  #states({ request, isReload }: Asked): Observable<ChatResourceState> {
    return defer(() => {
      const { completion } = this.#latest;
      if (request === undefined) {
        this.#latest = { phase: 'idle', completion };
        return of(this.#latest);
      }
      const kept = isReload || this.#options.keepValue === true ? completion : undefined;
      const frames = this.#injector.get(VENICE_RENDER_NOTIFIER);
      let isDone = false;
      return chatAnswer(this.#injector, this.#options, { request, isReload, kept }).pipe(
        tap((state) => {
          this.#latest = state;
          isDone = state.phase === 'done';
        }),
        latestPerFrame(frames, ({ phase }) => phase !== 'streaming'),
        finalize(() => {
          this.#ends.next(isDone);
        }),
      );
    });
  }
}
