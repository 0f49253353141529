import { Injector, assertInInjectionContext, inject } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';
import { VENICE_CLIENT } from './venice-client-token.js';

/**
 * The client that `provideVenice` provides. To be called where `inject` may be: in constructors, field initialisers and
 * factories. Throws an `Error` that says what to do where there is none.
 */
export function injectVenice(): VeniceClient {
  assertInInjectionContext(injectVenice);
  return getClient(inject(Injector));
}

/** The client of an injector. */
export function getClient(injector: Injector): VeniceClient {
  const client = injector.get(VENICE_CLIENT, null);
  if (client !== null) return client;
  throw new Error(
    'there is no client of Venice: put provideVenice({ … }) into the providers of the application',
  );
}
