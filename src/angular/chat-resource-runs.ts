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

/** A request to send, or undefined to send none. */
interface NextRequest {
  readonly request: ChatResourceRequest | undefined;
  /** Whether `reload` sends the request. */
  readonly isReload: boolean;
}

/** Sends the requests of a chat resource, one at a time, outside of Angular's zone. */
export class ChatResourceRuns {
  readonly #injector: Injector;
  readonly #options: ChatResourceOptions;
  readonly #show: (state: ChatResourceState) => void;
  readonly #requests = new Subject<NextRequest>();
  /** Cancels the active request, and drops the queued ones. */
  readonly #cancellations = new Subject<void>();
  /** Emits when a request has ended: true if its phase is `done`. */
  readonly #ends = new Subject<boolean>();
  readonly #subscription: Subscription;
  /** The result of the last call of `params`. */
  #request: ChatResourceRequest | undefined;
  /** The latest state. The signals may still have an earlier one, until the next frame. */
  #latest: ChatResourceState = { phase: 'idle' };

  constructor(injector: Injector, options: ChatResourceOptions, show: (state: ChatResourceState) => void) {
    this.#injector = injector;
    this.#options = options;
    this.#show = show;
    const { whileRunning = 'switch' } = options;
    const answers = this.#requests.pipe(flattenBy(whileRunning, (request) => this.#states(request)));
    this.#subscription = this.#cancellations
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

  /** Sends the request unless it is the same object as the last one. With `whileRunning: 'switch'`, undefined cancels the active request. */
  send(request: ChatResourceRequest | undefined): void {
    if (request === this.#request) return;
    this.#request = request;
    const { whileRunning = 'switch' } = this.#options;
    if (request !== undefined || whileRunning === 'switch') this.#next({ request, isReload: false });
  }

  /** Cancels the active request, drops the queued ones, and sends this one. Returns the same Observable as {@link sendToEnd}. */
  resend(request: ChatResourceRequest): Observable<boolean> {
    this.#request = request;
    this.#cancellations.next();
    return this.sendToEnd(() => {
      this.#next({ request, isReload: true });
    });
  }

  /**
   * Calls `send`, which sends a request while no other one is active. The Observable emits when that request has ended: true if its phase
   * is `done`.
   */
  sendToEnd(send: () => void): Observable<boolean> {
    const ended = new ReplaySubject<boolean>(1);
    this.#ends.pipe(take(1)).subscribe(ended);
    send();
    return ended;
  }

  stop(): void {
    if (!isRunning(this.#latest) || this.#subscription.closed) return;
    this.#cancellations.next();
    this.#latest = { ...this.#latest, phase: 'stopped' };
    this.#show(this.#latest);
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #next(request: NextRequest): void {
    this.#injector.get(NgZone).runOutsideAngular(() => {
      this.#requests.next(request);
    });
  }

  #states({ request, isReload }: NextRequest): Observable<ChatResourceState> {
    return defer(() => {
      const { completion } = this.#latest;
      if (request === undefined) {
        this.#latest = { phase: 'idle', completion };
        return of(this.#latest);
      }
      const previous = isReload || this.#options.keepValue === true ? completion : undefined;
      const frames = this.#injector.get(VENICE_RENDER_NOTIFIER);
      let isDone = false;
      return chatAnswer(this.#injector, this.#options, { request, isReload, previous }).pipe(
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
