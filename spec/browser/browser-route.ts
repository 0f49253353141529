import type { ConsoleMessage, JSHandle, Page } from 'playwright-core';
import { filter, firstValueFrom, map, merge, of, startWith, timeout } from 'rxjs';
import { type MockServer, type Script, startMockServer } from 'venice-rx/mock-server';
import { CountingProxy } from '../contract/counting-proxy.js';
import { answer } from '../contract/servers.js';
import type { Stop } from '../contract/stop.js';
import { serverChanges } from '../mock-server/until.js';
import { PageRun } from './page-run.js';
import type { Lane, Level } from './pages/contract.js';
import { maxWait } from './max-wait.js';

/** What a route leads to. */
export interface BrowserRouteOptions {
  /** What the mock server replies. Default: the answer; where it stops, the server holds its end back. */
  readonly reply?: Script[number]['reply'];
  /** Where answers stop on their way. Default: nowhere. */
  readonly stop?: Stop;
  /** Whether the page's transport leaks. Default: false. */
  readonly isLeaking?: boolean;
}

/** Opens a route. */
export type OpenBrowserRoute = (options?: BrowserRouteOptions) => Promise<BrowserRoute>;

/** A page of Chromium, a counting proxy and the mock server behind it, to be closed together. */
export class BrowserRoute implements AsyncDisposable {
  /** Errors on the page's console, and uncaught errors of the page. */
  readonly complaints: string[] = [];
  readonly page: Page;
  readonly proxy: CountingProxy;
  readonly server: MockServer;
  readonly baseURL: string;
  lane!: JSHandle<Lane>;

  private constructor(page: Page, proxy: CountingProxy, server: MockServer) {
    this.page = page;
    this.proxy = proxy;
    this.server = server;
    this.baseURL = `http://127.0.0.1:${proxy.port}/api/v1`;
    page.on('pageerror', this.hear).on('console', this.hear);
  }

  /** Opens one from this address. Its API has an origin of its own, so that its connections are no other route's. */
  static async open(page: Page, url: string, options: BrowserRouteOptions = {}): Promise<BrowserRoute> {
    const { stop, isLeaking = false } = options;
    const { reply = { text: answer, timing: { endDelay: stop ? Infinity : 0 } } } = options;
    const server = await startMockServer({ script: [{ reply }] });
    const proxy = await CountingProxy.start({ server: server.port, ...(stop && { stop }) });
    await page.goto(url);
    const route = new BrowserRoute(page, proxy, server);
    route.lane = await page.evaluateHandle((options) => new window.contract.Lane(options), {
      baseURL: route.baseURL,
      isLeaking,
    });
    return route;
  }

  /** Subscribes in the page. */
  async run(level: Level = 'client'): Promise<PageRun> {
    return new PageRun(
      await this.lane.evaluateHandle(
        (lane, level) => new window.contract.Recording(lane.source(level)),
        level,
      ),
    );
  }

  /** Resolves as soon as a fact about sockets is true. */
  when(fact: (proxy: CountingProxy) => boolean): Promise<void> {
    return this.proxy.when(() => fact(this.proxy), maxWait);
  }

  /** Resolves as soon as this is what the page's transport has emitted. */
  async receives(text: RegExp): Promise<void> {
    await this.page.waitForFunction(([lane, text]) => text.test(lane.received), [this.lane, text] as const, {
      timeout: maxWait,
    });
  }

  /** What is still under way, as the other side sees it; waits until nothing is. */
  async left(within = maxWait): Promise<{ openRequests: number; carrying: number }> {
    const { proxy, server } = this;
    const now = () => ({ openRequests: server.openRequests, carrying: proxy.carrying });
    const counts = merge(proxy.changes, serverChanges).pipe(startWith(undefined), map(now));
    const none = counts.pipe(filter(({ openRequests, carrying }) => openRequests + carrying === 0));
    return firstValueFrom(none.pipe(timeout({ first: within, with: () => of(now()) })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.page.off('pageerror', this.hear).off('console', this.hear);
    await this.proxy.close();
    await this.server.close();
  }

  private readonly hear = (heard: Error | ConsoleMessage): void => {
    if (heard instanceof Error) this.complaints.push(heard.message);
    else if (heard.type() === 'error') this.complaints.push(heard.text());
  };
}
