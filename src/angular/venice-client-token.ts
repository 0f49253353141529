import { InjectionToken } from '@angular/core';
import type { VeniceClient } from '../client/venice-client.js';

/** The client of an application, as created by `provideVenice`. Provide your own client here if that does not suffice. */
export const VENICE_CLIENT = new InjectionToken<VeniceClient>('VENICE_CLIENT');
