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
 * Passes the client's requests through functional interceptors of HttpClient, once per attempt; the first is the outermost, and
 * each may call `inject`. Pass the array of `withInterceptors`, or the part of it that chats need.
 *
 * HttpClient itself cannot stream, so it does not send these requests. Changes to the method, URL, parameters, headers and body
 * are applied; context, credentials, cache and the like are ignored. Responses are emitted as header and progress events and a
 * response without a body; an error has the `HttpErrorResponse` that HttpClient would emit.
 */
export function withHttpInterceptors(interceptors: readonly HttpInterceptorFn[]): VeniceFeature {
  const useFactory = () => {
    const injector = inject(Injector);
    const destroyRef = inject(DestroyRef);
    return (given: HttpTransport | undefined): HttpTransport =>
      interceptedTransport(given ?? ownTransport(destroyRef), interceptors, injector);
  };
  return { providers: [{ provide: VENICE_TRANSPORT, useFactory }] };
}

function ownTransport(destroyRef: DestroyRef): HttpTransport {
  const transport = defaultTransport();
  destroyRef.onDestroy(() => void transport.close());
  return transport;
}

function interceptedTransport(
  transport: HttpTransport,
  interceptors: readonly HttpInterceptorFn[],
  injector: Injector,
): HttpTransport {
  return (sent) =>
    defer(() => {
      const before = toAngularRequest(sent);
      const send: HttpHandlerFn = (request) => {
        const intercepted = fromAngularRequest(request, before, sent);
        return transport(intercepted).pipe(toAngularEvents(intercepted.url));
      };
      const chain = interceptors.reduceRight<HttpHandlerFn>(
        (next, interceptor) => (request) => runInInjectionContext(injector, () => interceptor(request, next)),
        send,
      );
      return chain(before).pipe(fromAngularEvents(sent.url));
    });
}
