import { Injector, assertInInjectionContext, inject } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';
import { VENICE_CLIENT } from './venice-client-token.js';

/**
 * Injects the client of `provideVenice`. Call it in an injection context: in constructors, field initializers and factories.
 * Throws an `Error` with instructions if no client is provided.
 */
export function injectVenice(): VeniceClient {
  assertInInjectionContext(injectVenice);
  return getClient(inject(Injector));
}

/** Returns the client of an injector. */
export function getClient(injector: Injector): VeniceClient {
  const client = injector.get(VENICE_CLIENT, null);
  if (client !== null) return client;
  throw new Error(
    'no VeniceClient is provided: add provideVenice({ … }) to the providers of the application',
  );
}
