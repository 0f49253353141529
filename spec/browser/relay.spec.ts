import type { Browser, Page } from 'playwright-core';
import { VeniceClient } from 'venice-rx';
import { type MockServer, startMockServer, story } from 'venice-rx/mock-server';
import { RelayServer, relayFunctions } from '../relay/relay-server.js';
import { until } from '../mock-server/until.js';
import { launchChromium } from './chromium.js';
import { type PageServer, servePage } from './page-server.js';

const key = 'key-that-no-page-may-see';

let browser: Browser;
let pageServer: PageServer;
let upstream: MockServer;
let client: VeniceClient;
beforeAll(async () => {
  [browser, pageServer] = await Promise.all([launchChromium(), servePage('stream-a-story')]);
});
afterAll(async () => {
  await browser.close();
  pageServer.close();
});
beforeEach(async () => {
  upstream = await startMockServer({ apiKey: key });
  client = new VeniceClient({ baseURL: upstream.baseURL, apiKey: key });
});
afterEach(async () => {
  await client.close();
  await upstream.close();
});

// The page has another origin than the relay, and its client has no key.
describe.each(relayFunctions)('a page that sends requests through %s', (relayFunction) => {
  it('receives an answer chunk by chunk, but not the key', async () => {
    await using relay = await RelayServer.start({
      relayFunction,
      client,
      guard: { origins: [new URL(pageServer.url).origin] },
    });
    const page = await browser.newPage();
    const receivedTexts: string[] = [];
    page.on('response', (response) => {
      receivedTexts.push(JSON.stringify([response.url(), response.headers()]));
      void response.text().then(
        (text) => receivedTexts.push(text),
        () => undefined,
      );
    });
    await page.goto(getAddress(relay));

    await page.waitForFunction(() => document.body.childNodes.length > 10);
    const early = await getText(page);
    await page.waitForFunction(() => document.title !== '');

    expect(await page.title()).toBe('complete');
    expect(await getText(page)).toBe(story);
    expect(early.length).toBeLessThan(story.length / 2);
    expect(receivedTexts.length).toBeGreaterThan(2);
    expect(receivedTexts.join('\n')).not.toContain(key);
    await page.close();
  });

  it('closes the connection to the model when the user leaves the page', async () => {
    await using relay = await RelayServer.start({
      relayFunction,
      client,
      guard: { origins: [new URL(pageServer.url).origin] },
    });
    const page = await browser.newPage();
    await page.goto(getAddress(relay));
    await page.waitForFunction(() => document.body.childNodes.length > 10);
    expect(upstream.openRequests).toBe(1);

    await page.goto('about:blank');
    await until(() => upstream.openRequests === 0);

    expect(upstream.cancellations).toBe(1);
    await page.close();
  });

  it('fails with an APIConnectionError if the relay does not allow its origin', async () => {
    await using relay = await RelayServer.start({ relayFunction, client });
    const page = await browser.newPage();
    await page.goto(getAddress(relay));
    await page.waitForFunction(() => document.title !== '');

    expect(await page.title()).toMatch(/^APIConnectionError/);
    expect(upstream.requestCount).toBe(0);
    await page.close();
  });
});

function getAddress({ baseURL }: RelayServer): string {
  return `${pageServer.url}?baseURL=${encodeURIComponent(baseURL)}`;
}

function getText(page: Page): Promise<string> {
  return page.evaluate(() => document.body.textContent);
}
