import { InjectionToken, type Provider } from '@angular/core';
import type { HttpTransport } from '../transport/http-transport.js';

/** What `provideVenice` takes beside its options, such as `withHttpInterceptors([…])`. */
export interface VeniceFeature {
  /** What it adds to the injector. */
  readonly providers: Provider[];
}

/** Stands around the transport of the client that is provided beside it. */
export const VENICE_TRANSPORT = new InjectionToken<(transport: HttpTransport | undefined) => HttpTransport>(
  'VENICE_TRANSPORT',
);
