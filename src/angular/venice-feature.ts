import { InjectionToken, type Provider } from '@angular/core';
import type { HttpTransport } from '../transport/http-transport.js';

/** A feature of `provideVenice`, such as `withHttpInterceptors([…])`. */
export interface VeniceFeature {
  /** Additional providers for the injector. */
  readonly providers: Provider[];
}

/** Wraps the transport of the client that the same injector provides; undefined means the default transport. */
export const VENICE_TRANSPORT = new InjectionToken<(transport: HttpTransport | undefined) => HttpTransport>(
  'VENICE_TRANSPORT',
);
