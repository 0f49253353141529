import { DestroyRef, Injector, inject, runInInjectionContext } from '@angular/core';
import type { HttpHandlerFn, HttpInterceptorFn } from '@angular/common/http';
import { defer } from 'rxjs';
import { defaultTransport } from '#default-transport';
import type { HttpTransport } from '../transport/http-transport.js';
import { fromAngularRequest, toAngularRequest } from './interceptors/angular-request.js';
import { fromAngularEvents } from './interceptors/from-angular-events.js';
import { toAngularEvents } from './interceptors/to-angular-events.js';
import { VENICE_TRANSPORT, type VeniceFeature } from './venice-feature.js';

/**
 * Passes the client's requests through functional interceptors of HttpClient, once per attempt. The first interceptor is the outermost, and
 * each may call `inject`. Pass the same array as to `withInterceptors`, or the interceptors in it that chats need.
 *
 * HttpClient cannot stream efficiently, so it does not send these requests. Changes to the method, URL, parameters, headers and body are
 * applied; all other changes, e.g. to `context` or `withCredentials`, are ignored. Interceptors receive a header event, progress events and
 * a response without a body, or else the `HttpErrorResponse` that HttpClient would emit.
 */
export function withHttpInterceptors(interceptors: readonly HttpInterceptorFn[]): VeniceFeature {
  const useFactory = () => {
    const injector = inject(Injector);
    const destroyRef = inject(DestroyRef);
    return (transport: HttpTransport | undefined): HttpTransport =>
      interceptedTransport(transport ?? createTransport(destroyRef), interceptors, injector);
  };
  return { providers: [{ provide: VENICE_TRANSPORT, useFactory }] };
}

function createTransport(destroyRef: DestroyRef): HttpTransport {
  const transport = defaultTransport();
  destroyRef.onDestroy(() => void transport.close());
  return transport;
}

function interceptedTransport(
  transport: HttpTransport,
  interceptors: readonly HttpInterceptorFn[],
  injector: Injector,
): HttpTransport {
  return (original) =>
    defer(() => {
      const first = toAngularRequest(original);
      const send: HttpHandlerFn = (request) => {
        const toSend = fromAngularRequest(request, first, original);
        return transport(toSend).pipe(toAngularEvents(toSend.url));
      };
      const chain = interceptors.reduceRight<HttpHandlerFn>(
        (next, interceptor) => (request) => runInInjectionContext(injector, () => interceptor(request, next)),
        send,
      );
      return chain(first).pipe(fromAngularEvents(original.url));
    });
}
