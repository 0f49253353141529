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

/**
 * Converts the events that interceptors emit to those of a transport. Events and errors that interceptors have passed on become the transport
 * events from which they were created; interceptors may also create a response or an error themselves.
 */
export function fromAngularEvents(url: string): OperatorFunction<AngularEvent<unknown>, TransportEvent> {
  return (events) =>
    defer(() => {
      let hasHead = false;
      let hasData = false;
      return events.pipe(
        concatMap((event) => getOriginal(event) ?? convertEvent(event, hasHead)),
        catchError((error: unknown) => getOriginal(error) ?? convertError(error, url)),
        tap(({ type }) => {
          if (type === 'head' && hasData) throw new TypeError(lateRetryMessage);
          if (type === 'head') hasHead = true;
          else hasData = true;
        }),
      );
    });
}

const lateRetryMessage =
  'an interceptor has sent the request again after a part of the answer was received, which would repeat text: use retryOnApiError()';

/** Converts an event that an interceptor has created. */
function convertEvent(event: AngularEvent<unknown>, hasHead: boolean): Observable<TransportEvent> {
  if (event.type === HttpEventType.ResponseHeader) return of(toHead(event));
  if (event instanceof HttpResponse && !hasHead) return toResponse(event, event.body);
  return EMPTY;
}

/** Converts an error that an interceptor has created. */
function convertError(error: unknown, url: string): Observable<TransportEvent> {
  if (!(error instanceof HttpErrorResponse)) throw error;
  if (error.status === 0) return throwError(() => connectionError(error.url ?? url, error));
  return toResponse(error, error.error);
}

interface ResponseFields {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly url: string | null;
}

/** Returns the head, and the body as one `data` event. */
function toResponse(fields: ResponseFields, body: unknown): Observable<TransportEvent> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return of<TransportEvent[]>(toHead(fields), { type: 'data', bytes: new TextEncoder().encode(text) });
}

function toHead({ status, headers, url }: ResponseFields): TransportEvent {
  return { type: 'head', status, headers: toHeaderRecord(headers), ...(url !== null && { url }) };
}
