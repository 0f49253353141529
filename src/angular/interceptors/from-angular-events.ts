import {
  type HttpEvent as AngularEvent,
  HttpErrorResponse,
  HttpEventType,
  type HttpHeaders,
  HttpResponse,
} from '@angular/common/http';
import {
  EMPTY,
  type Observable,
  type OperatorFunction,
  catchError,
  concatMap,
  defer,
  of,
  tap,
  throwError,
} from 'rxjs';
import { connectionError } from '#connection-error';
import type { TransportEvent } from '../../transport/transport-event.js';
import { toHeaderRecord } from './angular-request.js';
import { getOriginal } from './originals.js';

/** Converts the events of interceptors to those of a transport. Interceptors may also respond or fail by themselves. */
export function fromAngularEvents(url: string): OperatorFunction<AngularEvent<unknown>, TransportEvent> {
  return (events) =>
    defer(() => {
      let hasHead = false;
      let hasData = false;
      return events.pipe(
        concatMap((event) => getOriginal(event) ?? madeByInterceptor(event, hasHead)),
        catchError((error: unknown) => getOriginal(error) ?? failure(error, url)),
        tap(({ type }) => {
          if (type === 'head' && hasData) throw new TypeError(begunAgain);
          if (type === 'head') hasHead = true;
          else hasData = true;
        }),
      );
    });
}

const begunAgain =
  'an interceptor has sent the request again after its answer had begun, which would repeat text: use retryOnApiError()';

function madeByInterceptor(event: AngularEvent<unknown>, hasHead: boolean): Observable<TransportEvent> {
  if (event.type === HttpEventType.ResponseHeader) return of(toHead(event));
  if (event instanceof HttpResponse && !hasHead) return whole(event, event.body);
  return EMPTY;
}

function failure(error: unknown, url: string): Observable<TransportEvent> {
  if (!(error instanceof HttpErrorResponse)) throw error;
  if (error.status === 0) return throwError(() => connectionError(error.url ?? url, error));
  return whole(error, error.error);
}

interface Answered {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly url: string | null;
}

function whole(answer: Answered, body: unknown): Observable<TransportEvent> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return of<TransportEvent[]>(toHead(answer), { type: 'data', bytes: new TextEncoder().encode(text) });
}

function toHead({ status, headers, url }: Answered): TransportEvent {
  return { type: 'head', status, headers: toHeaderRecord(headers), ...(url !== null && { url }) };
}
