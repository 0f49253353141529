import { enableProfiling } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';

// With `?profile` in the address Angular writes a track of its own into the browser's performance panel.
if (new URLSearchParams(location.search).has('profile')) enableProfiling();

bootstrapApplication(App, appConfig).catch((error: unknown) => console.error(error));
