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
 * Converts transport events to those of HttpClient: header, progress and response events, the last without a body, and one
 * `HttpErrorResponse` for an unsuccessful status or a failed connection.
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

/** One response in progress. The body of an error is collected, since HttpClient includes it in the error. */
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
    const shown: AngularEvent<unknown> =
      event.type === 'head'
        ? new HttpHeaderResponse(this.#init())
        : { type: HttpEventType.DownloadProgress, loaded: this.#size };
    return of(setOriginal(shown, of(event)));
  }

  end(): Observable<AngularEvent<unknown>> {
    if (this.#head === undefined) return EMPTY;
    if (!this.#isError) return of(setOriginal(new HttpResponse({ ...this.#init(), body: null }), EMPTY));
    const error = new HttpErrorResponse({ ...this.#init(), error: parseJson(this.#text()) });
    return throwError(() => setOriginal(error, from(this.#kept())));
  }

  fail(error: unknown): Observable<never> {
    if (error instanceof HttpErrorResponse) return throwError(() => error);
    const shown = new HttpErrorResponse({ ...this.#init(), error });
    return throwError(() => setOriginal(shown, concat(from(this.#kept()), rethrow(error))));
  }

  get #isError(): boolean {
    return this.#head !== undefined && !isSuccess(this.#head.status);
  }

  #init() {
    const { status = 0, headers = {}, url = this.#url } = this.#head ?? {};
    return { status, url, headers: new HttpHeaders({ ...headers }) };
  }

  /** Returns the received events, with the bytes merged into one. */
  #kept(): readonly TransportEvent[] {
    const data: TransportEvent = { type: 'data', bytes: this.#body.bytes() };
    return [...(this.#head ? [this.#head] : []), ...(this.#body.size > 0 ? [data] : [])];
  }

  #text(): string {
    return new TextDecoder().decode(this.#body.bytes());
  }
}
