import { InjectionToken } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';

/** The client of an application, as `provideVenice` makes it. Give one of your own instead where that is not enough. */
export const VENICE_CLIENT = new InjectionToken<VeniceClient>('VENICE_CLIENT');
