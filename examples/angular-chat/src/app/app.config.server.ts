import { type ApplicationConfig, mergeApplicationConfig } from '@angular/core';
import { provideServerRendering, withRoutes } from '@angular/ssr';
import { fetchTransport, retryOnApiError } from 'venice-rx';
import { provideVenice } from 'venice-rx/angular';
import { appConfig } from './app.config';
import { serverRoutes } from './app.routes.server';

const serverConfig: ApplicationConfig = {
  providers: [
    provideServerRendering(withRoutes(serverRoutes)),
    // Sends requests to Venice itself, with VENICE_API_KEY and VENICE_BASE_URL of the environment.
    provideVenice({ retry: retryOnApiError(), transport: fetchTransport() }),
  ],
};

export const config = mergeApplicationConfig(appConfig, serverConfig);
