import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

/** Checks in Chromium that the page keeps the server's elements, does not repeat the server's request, and runs its own interceptors. */
export async function checkHydration(start, executablePath, hasZone) {
  const app = await start();
  const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    // Before any script of the page runs.
    await page.addInitScript(() =>
      globalThis.document.addEventListener('readystatechange', () => {
        globalThis.rendered ??= globalThis.document.querySelector('app-markdown');
      }),
    );
    await page.goto(`${app.url}/ask?q=Who%20answers%3F`, { waitUntil: 'networkidle' });
    assert.equal(await page.evaluate(() => 'Zone' in globalThis), hasZone);
    const isSame = () => globalThis.rendered === globalThis.document.querySelector('app-markdown');
    assert.ok(await page.evaluate(isSame), 'the browser keeps the elements of the server');
    assert.match(await page.locator('app-markdown').textContent(), /^An answer made on the server\.\s*$/);
    assert.equal(app.chats.length, 1, 'the browser does not repeat the request');

    const sent = page.waitForRequest((request) => request.url().endsWith('/chat/completions'));
    await page.getByRole('button', { name: 'Ask again' }).click();
    const headers = await (await sent).allHeaders();
    assert.equal(headers['x-second'], 'first, session-of-browser');
    await page.getByRole('button', { name: 'Ask again' }).waitFor();
    assert.equal(app.chats.length, 2);
    assert.deepEqual(problems, []);
    return 7;
  } finally {
    await browser.close();
    await app.close();
  }
}
