import type { Browser, Page } from 'playwright-core';
import { describeCancelling } from './obligations/cancelling.js';
import { describeEnding } from './obligations/ending.js';
import { describeFailing } from './obligations/failing.js';
import { describeKeys } from './obligations/keys.js';
import { describeLeaving } from './obligations/leaving.js';
import { describeReaching } from './obligations/reaching.js';
import { describeStopping } from './obligations/stopping.js';
import { describeSubscribing } from './obligations/subscribing.js';
import { describeUnsubscribing } from './obligations/unsubscribing.js';
import { BrowserRoute, type OpenBrowserRoute } from './browser-route.js';
import { launchChromium } from './chromium.js';
import { type PageServer, servePage } from './page-server.js';

// The contract of spec/contract/, as far as it applies to a page. The page has another origin than the API, so Chromium sends a CORS
// preflight before each request. Chromium opens at most six connections per origin.
describe('over fetch in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let pageServer: PageServer;
  beforeAll(async () => {
    [browser, pageServer] = await Promise.all([launchChromium(), servePage('contract')]);
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    pageServer.close();
  });
  const open: OpenBrowserRoute = async (options) => {
    if (page.isClosed()) page = await browser.newPage();
    return BrowserRoute.open(page, pageServer.url, options);
  };

  describe('reaching', () => describeReaching(() => page));
  describe('subscribing', () => describeSubscribing(open));
  describe('unsubscribing', () => describeUnsubscribing(open));
  describe('ending', () => describeEnding(open));
  describe('failing', () => describeFailing(open));
  describe('stopping', () => describeStopping(open));
  describe('cancelling', () => describeCancelling(open));
  describe('leaving', () => describeLeaving(open));
  describe('keys', () => describeKeys(open));
});
