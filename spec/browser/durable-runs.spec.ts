import type { Browser, Page } from 'playwright-core';
import { type Observable, concat, interval, map, of, takeWhile, tap } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { durableRuns, memoryRunStore, pipeRunToNodeResponse } from 'venice-rx/durable';
import { chunk, finish, role } from 'venice-rx/testing';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { launchChromium } from './chromium.js';
import { bundlePage } from './page-server.js';

let browser: Browser;
let script: Uint8Array;
beforeAll(async () => {
  [browser, script] = await Promise.all([launchChromium(), bundlePage('durable-chat')]);
});
afterAll(async () => {
  await browser.close();
});

/** A server with durable runs and their page, which have the same origin, as in an application. */
class Site implements AsyncDisposable {
  modelRequests = 0;
  /** Requests for runs: the method, and `rest` if the request has `Last-Event-ID`, or else `all`. */
  readonly requests: string[] = [];
  /** The text that the model has emitted so far. */
  text = '';
  /** Set it to true to end the answer of the model. */
  isModelDone = false;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #runs = durableRuns(memoryRunStore(), {
    sources: { story: (input: string) => this.#story(input) },
  });

  constructor() {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://page');
      if (!pathname.startsWith('/runs/')) {
        const isScript = pathname === '/program.js';
        response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
        response.end(isScript ? script : '<!doctype html><script src="/program.js" defer></script><body>');
        return;
      }
      const id = pathname.split('/')[2] ?? '';
      this.requests.push(
        `${request.method} ${request.headers['last-event-id'] === undefined ? 'all' : 'rest'}`,
      );
      pipeRunToNodeResponse(this.#runs, id, request, response, {
        authorize: 'ids-are-capabilities',
        start: (subject, gate) => this.#runs.start(id, { source: 'story', input: '', subject, gate }),
      });
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  #story(before: string): Observable<ChatCompletionChunk> {
    this.modelRequests += 1;
    return concat(
      of(role()),
      interval(20).pipe(
        takeWhile(() => !this.isModelDone),
        map((index) => `${before}${index} `),
        tap((word) => (this.text += word)),
        map((word) => chunk(word)),
      ),
      of(finish()),
    );
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async open(query: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/?${query}`);
    return page;
  }

  closeConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runs.close({ drainTimeout: 0 });
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const hasWords = (page: Page, count: number) =>
  page.waitForFunction((least) => document.body.textContent.split(' ').length > least, count);
const readText = (page: Page) => page.evaluate(() => document.body.textContent);
const waitForEnd = async (page: Page): Promise<string> => {
  await page.waitForFunction(() => !['', 'pending', 'streaming'].includes(document.title));
  return page.title();
};

it('continues an answer when the page is reloaded in the middle of it, with one request to the model', async () => {
  await using site = await new Site().start();
  const page = await site.open('run=tale&start');
  await hasWords(page, 5);
  await page.reload();
  await hasWords(page, 10);
  const before = await readText(page);
  site.isModelDone = true;

  expect(await waitForEnd(page)).toBe('done');
  expect(before).toMatch(/^0 1 2 /);
  expect(await readText(page)).toBe(site.text);
  expect(site.modelRequests).toBe(1);
  expect(site.requests).toEqual(['POST all', 'GET all']);
  await page.close();
});

it('continues an answer after its browser was offline', async () => {
  await using site = await new Site().start();
  const page = await site.open('run=tale&start');
  await hasWords(page, 5);
  await page.context().setOffline(true);
  site.closeConnections();
  // The page tries to reconnect, and fails while the browser is offline.
  await page.waitForEvent('requestfailed');
  const length = (await readText(page)).length;
  await page.context().setOffline(false);
  await page.waitForFunction((before) => document.body.textContent.length > before + 20, length);
  site.isModelDone = true;

  expect(await waitForEnd(page)).toBe('done');
  expect(await readText(page)).toBe(site.text);
  expect(site.modelRequests).toBe(1);
  expect(site.requests.slice(0, 2)).toEqual(['POST all', 'GET rest']);
  await page.close();
});

it('shows an answer in a second tab too, which can stop it in both tabs', async () => {
  await using site = await new Site().start();
  const first = await site.open('run=tale&start');
  await hasWords(first, 5);
  const second = await site.open('run=tale');
  await hasWords(second, 8);
  await second.evaluate(() => {
    (window as unknown as { stop: () => void }).stop();
  });

  expect([await waitForEnd(first), await waitForEnd(second)]).toEqual(['stopped', 'stopped']);
  expect(await readText(first)).toBe(await readText(second));
  expect(site.text.startsWith(await readText(first))).toBe(true);
  expect(site.requests).toEqual(['POST all', 'GET all', 'DELETE all']);
  await first.close();
  await second.close();
});

it('fails with a RunOffsetError instead of showing the answer twice if a reconnect has no Last-Event-ID', async () => {
  await using site = await new Site().start();
  const page = await site.open('run=tale&start&forgets');
  await hasWords(page, 5);
  site.closeConnections();

  expect(await waitForEnd(page)).toBe('RunOffsetError');
  expect(site.text.startsWith(await readText(page))).toBe(true);
  await page.close();
});
