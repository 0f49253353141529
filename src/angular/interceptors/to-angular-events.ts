import {
  type HttpEvent as AngularEvent,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpHeaders,
  HttpResponse,
} from '@angular/common/http';
import {
  EMPTY,
  type Observable,
  type OperatorFunction,
  catchError,
  concat,
  concatMap,
  concatWith,
  defer,
  from,
  of,
  throwError,
} from 'rxjs';
import { parseJson } from '#parse-json';
import { isSuccess } from '../../response/is-success.js';
import { maxErrorBody } from '../../response/whole-body.js';
import { ByteStore } from '#byte-store';
import type { TransportEvent, TransportHead } from '../../transport/transport-event.js';
import { setOriginal } from './originals.js';
import { rethrow } from '../../subscribers/rethrow.js';

/**
 * Converts transport events to those of HttpClient: a header event, progress events, and a response event without a body. An unsuccessful
 * status or a failed connection becomes an `HttpErrorResponse`.
 */
export function toAngularEvents(url: string): OperatorFunction<TransportEvent, AngularEvent<unknown>> {
  return (events) =>
    defer(() => {
      const answer = new AnswerForInterceptors(url);
      return events.pipe(
        concatMap((event) => answer.next(event)),
        concatWith(defer(() => answer.end())),
        catchError((error: unknown) => answer.fail(error)),
      );
    });
}

/** Converts one response. Collects the body of an error, since HttpClient includes it in the error. */
class AnswerForInterceptors {
  readonly #url: string;
  #head: TransportHead | undefined;
  readonly #body = new ByteStore();
  #size = 0;

  constructor(url: string) {
    this.#url = url;
  }

  next(event: TransportEvent): Observable<AngularEvent<unknown>> {
    if (event.type === 'head') this.#head = event;
    else this.#size += event.bytes.length;
    if (this.#isError) {
      if (event.type === 'data') this.#body.push(event.bytes);
      return this.#size > maxErrorBody ? this.end() : EMPTY;
    }
    const angularEvent: AngularEvent<unknown> =
      event.type === 'head'
        ? new HttpHeaderResponse(this.#init())
        : { type: HttpEventType.DownloadProgress, loaded: this.#size };
    return of(setOriginal(angularEvent, of(event)));
  }

  end(): Observable<AngularEvent<unknown>> {
    if (this.#head === undefined) return EMPTY;
    if (!this.#isError) return of(setOriginal(new HttpResponse({ ...this.#init(), body: null }), EMPTY));
    const error = new HttpErrorResponse({ ...this.#init(), error: parseJson(this.#text()) });
    return throwError(() => setOriginal(error, from(this.#received())));
  }

  fail(error: unknown): Observable<never> {
    // An error that `end` has created.
    if (error instanceof HttpErrorResponse) return throwError(() => error);
    const response = new HttpErrorResponse({ ...this.#init(), error });
    return throwError(() => setOriginal(response, concat(from(this.#received()), rethrow(error))));
  }

  get #isError(): boolean {
    return this.#head !== undefined && !isSuccess(this.#head.status);
  }

  #init() {
    const { status = 0, headers = {}, url = this.#url } = this.#head ?? {};
    return { status, url, headers: new HttpHeaders({ ...headers }) };
  }

  /** Returns the head, and the collected bytes as one event. */
  #received(): readonly TransportEvent[] {
    const data: TransportEvent = { type: 'data', bytes: this.#body.bytes() };
    return [...(this.#head ? [this.#head] : []), ...(this.#body.size > 0 ? [data] : [])];
  }

  #text(): string {
    return new TextDecoder().decode(this.#body.bytes());
  }
}
