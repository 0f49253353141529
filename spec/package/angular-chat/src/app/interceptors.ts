import type { HttpInterceptorFn } from '@angular/common/http';
import { InjectionToken, PLATFORM_ID, inject } from '@angular/core';

const SESSION = new InjectionToken<string>('SESSION', {
  factory: () => `session-of-${inject(PLATFORM_ID)}`,
});

/** Each adds a header. The second interceptor reads the header of the first one, and injects a token. */
export const interceptors: HttpInterceptorFn[] = [
  (request, next) => next(request.clone({ setHeaders: { 'x-first': 'first' } })),
  (request, next) =>
    next(
      request.clone({ setHeaders: { 'x-second': `${request.headers.get('x-first')}, ${inject(SESSION)}` } }),
    ),
];
