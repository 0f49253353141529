import { DestroyRef, type EnvironmentProviders, inject, makeEnvironmentProviders } from '@angular/core';
import { type VeniceClientOptions, clientOptionRules } from '../client/client-options.js';
import { VeniceClient } from '../client/venice-client.js';
import { checkOptions } from '../options/check-options.js';
import { VENICE_CLIENT } from './venice-client-token.js';
import { VENICE_TRANSPORT, type VeniceFeature } from './venice-feature.js';

/**
 * Provides one client for an application, or for the routes that have this provider in their `providers`. The client is created on first
 * use, and closed when its injector is destroyed, e.g. on the server after each page.
 *
 * `options` are those of `VeniceClient`, or a function that returns them and may call `inject`. In the browser, use the URL of
 * your own relay, which may be relative (`baseURL: '/api'`); on the server, it must be absolute.
 */
export function provideVenice(
  options: VeniceClientOptions | (() => VeniceClientOptions) = {},
  ...features: readonly VeniceFeature[]
): EnvironmentProviders {
  if (typeof options !== 'function') checkOptions(options, clientOptionRules);
  return makeEnvironmentProviders([
    {
      provide: VENICE_CLIENT,
      useFactory: (): VeniceClient => {
        const clientOptions = typeof options === 'function' ? options() : options;
        const wrap = inject(VENICE_TRANSPORT, { optional: true, self: true });
        const client = new VeniceClient(
          wrap === null ? clientOptions : { ...clientOptions, transport: wrap(clientOptions.transport) },
        );
        inject(DestroyRef).onDestroy(() => void client.close());
        return client;
      },
    },
    ...features.map(({ providers }) => providers),
  ]);
}
