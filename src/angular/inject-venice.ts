import { Injector, assertInInjectionContext, inject } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';
import { VENICE_CLIENT } from './venice-client-token.js';

/**
 * Injects the client of `provideVenice`. Call it in an injection context, such as a constructor, a field initializer or a factory. Throws
 * an `Error` if no client is provided.
 */
export function injectVenice(): VeniceClient {
  assertInInjectionContext(injectVenice);
  return getClient(inject(Injector));
}

/** Gets the client from an injector; for code that is called outside of an injection context. */
export function getClient(injector: Injector): VeniceClient {
  const client = injector.get(VENICE_CLIENT, null);
  if (client !== null) return client;
  throw new Error(
    'no VeniceClient is provided: add provideVenice({ … }) to the providers of the application',
  );
}
