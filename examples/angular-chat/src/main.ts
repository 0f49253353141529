import { afterEveryRender } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';

bootstrapApplication(App, appConfig).then(
  ({ injector }) => {
    // If the address has the parameter `profile`, every rendering adds a mark to the browser's performance panel.
    if (!new URLSearchParams(location.search).has('profile')) return;
    afterEveryRender({ read: () => performance.mark('render') }, { injector });
  },
  (error: unknown) => console.error(error),
);
