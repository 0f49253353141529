import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { type PageServer, servePage } from './page-server.js';

let browser: Browser;
let server: PageServer;
let context: BrowserContext;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), servePage('saved-chat')]);
});
afterAll(async () => {
  await browser.close();
  server.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
});

async function open(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url);
  // The title of the page is the status of its conversation.
  await page.waitForFunction(() => document.title !== '' && document.title !== 'loading');
  return page;
}

/** Waits until the conversation has an entry with this status, and with this string in its content. */
const waitForEntry = (page: Page, text: string, status: string): Promise<unknown> =>
  page.waitForFunction(
    ([part, expected]) =>
      window.saved.conversation.currentState.entries.some(
        (entry) => JSON.stringify(entry.message.content).includes(part) && entry.status === expected,
      ),
    [text, status] as const,
  );
const getState = (page: Page): Promise<unknown> => page.evaluate(() => window.saved.state());
const countRequests = (page: Page): Promise<number> => page.evaluate(() => window.requests);

describe('a conversation in IndexedDB', () => {
  it('is loaded after a reload during an answer, which is then `stopped` and can be regenerated', async () => {
    const page = await open();
    await page.evaluate(() => void window.saved.conversation.send('Hi'));
    await waitForEntry(page, 'One after', 'streaming');
    await page.reload();
    await waitForEntry(page, 'One', 'stopped');
    await page.evaluate(() => void window.saved.conversation.regenerate());
    await waitForEntry(page, 'One after the other.', 'done');
    await page.evaluate(() => window.saved.conversation.whenSaved().forEach(() => undefined));
    await page.reload();
    await waitForEntry(page, 'One after the other.', 'done');

    expect(await getState(page)).toEqual({
      entries: [
        ['Hi', 'done'],
        ['One after the other.', 'done'],
      ],
      queue: 0,
    });
  });

  it('is shown in a second tab too, and only one tab sends at a time', async () => {
    const [one, other] = [await open(), await open()];
    await one.evaluate(() => void window.saved.conversation.send('First'));
    await waitForEntry(other, 'One', 'streaming');
    await other.evaluate(() => void window.saved.conversation.send('Second'));
    // The title is the status: `Second` waits until the other tab has finished.
    expect(await other.title()).toBe('queued');
    expect(await countRequests(other)).toBe(0);
    await waitForEntry(one, 'Second', 'done');
    await Promise.all([one, other].map((page) => page.waitForFunction(() => document.title === 'idle')));
    await one.waitForFunction(
      () =>
        window.saved.conversation.currentState.entries.filter(({ status }) => status === 'done').length === 4,
    );

    expect(await getState(one)).toEqual(await getState(other));
    expect([await countRequests(one), await countRequests(other)]).toEqual([1, 1]);
  });

  it('shows the answer of a tab that was closed during its run as `stopped`', async () => {
    const [one, other] = [await open(), await open()];
    await one.evaluate(() => void window.saved.conversation.send('First'));
    await waitForEntry(other, 'One', 'streaming');
    await one.close();

    await waitForEntry(other, 'One', 'stopped');
  });
});
