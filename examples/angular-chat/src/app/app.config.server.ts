import { type ApplicationConfig, mergeApplicationConfig } from '@angular/core';
import { provideServerRendering, withRoutes } from '@angular/ssr';
import { fetchTransport, retryOnApiError } from 'venice-rx';
import { provideVenice } from 'venice-rx/angular';
import { appConfig } from './app.config';
import { serverRoutes } from './app.routes.server';

const serverConfig: ApplicationConfig = {
  providers: [
    provideServerRendering(withRoutes(serverRoutes)),
    // Asks Venice itself: VENICE_API_KEY and VENICE_BASE_URL are read from the environment.
    provideVenice({ retry: retryOnApiError(), transport: fetchTransport() }),
  ],
};

export const config = mergeApplicationConfig(appConfig, serverConfig);
