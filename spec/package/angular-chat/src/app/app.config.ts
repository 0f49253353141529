// Replaces this file of examples/angular-chat: adds interceptors, and imports change detection, which differs between the variants.
import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideClientHydration, withEventReplay } from '@angular/platform-browser';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { retryOnApiError } from 'venice-rx';
import { provideVenice, withHttpInterceptors } from 'venice-rx/angular';
import { routes } from './app.routes';
import { changeDetection } from './change-detection';
import { interceptors } from './interceptors';

export const appConfig: ApplicationConfig = {
  providers: [
    changeDetection,
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    provideClientHydration(withEventReplay()),
    provideHttpClient(withInterceptors(interceptors)),
    provideVenice({ baseURL: '/api/v1', retry: retryOnApiError() }, withHttpInterceptors(interceptors)),
  ],
};
