import type { Browser, Page } from 'playwright-core';
import { startMockServer, story, type MockServer } from 'venice-rx/mock-server';
import { launchChromium } from './chromium.js';
import { servePage, type PageServer } from './page-server.js';

let browser: Browser;
let server: MockServer;
let pageServer: PageServer;

beforeAll(async () => {
  server = await startMockServer();
  pageServer = await servePage('stream-a-story');
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  pageServer.close();
  await server.close();
});

it('streams an answer into a page, chunk by chunk', async () => {
  const page = await browser.newPage();
  await page.goto(`${pageServer.url}?baseURL=${encodeURIComponent(server.baseURL)}`);

  await page.waitForFunction(() => document.body.childNodes.length > 10);
  const early = await getText(page);
  await page.waitForFunction(() => document.title !== '');

  expect(await page.title()).toBe('complete');
  expect(await getText(page)).toBe(story);
  expect(early.length).toBeLessThan(story.length / 2);
});

function getText(page: Page): Promise<string> {
  return page.evaluate(() => document.body.textContent);
}
