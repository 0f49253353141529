import { InjectionToken } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';

/** The client of an application. `provideVenice` provides it; you can also provide your own client, e.g. in a test. */
export const VENICE_CLIENT = new InjectionToken<VeniceClient>('VENICE_CLIENT');
