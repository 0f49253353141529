import type { Browser } from 'playwright-core';
import { launchChromium } from '../chromium.js';
import { AngularApp } from './angular-app.js';
import { ChatWindow } from './chat-window.js';

/** Chromium and the app, for all specs of a file. */
export interface AngularFixture {
  readonly app: AngularApp;
  readonly browser: Browser;
  open(path?: string): Promise<ChatWindow>;
}

/** Starts Chromium and the app before the specs of a file, and closes them afterwards. Call it once, at the top level of the file. */
export function setUp(): AngularFixture {
  let app: AngularApp;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([AngularApp.start(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });
  return {
    get app() {
      return app;
    },
    get browser() {
      return browser;
    },
    open: (path) => ChatWindow.open(app, browser, path),
  };
}
