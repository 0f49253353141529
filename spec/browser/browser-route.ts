import type { ConsoleMessage, JSHandle, Page } from 'playwright-core';
import { filter, firstValueFrom, map, merge, of, startWith, timeout } from 'rxjs';
import { type MockServer, type Script, startMockServer } from 'venice-rx/mock-server';
import { CountingProxy } from '../contract/counting-proxy.js';
import { answer } from '../contract/servers.js';
import type { Stop } from '../contract/stop.js';
import { serverChanges } from '../mock-server/until.js';
import { PageRun } from './page-run.js';
import type { TestClient, Level } from './pages/contract.js';
import { maxWait } from './max-wait.js';

/** Options of a route. */
export interface BrowserRouteOptions {
  /** The reply of the mock server. Default: the answer, whose body does not end if `stop` is set. */
  readonly reply?: Script[number]['reply'];
  /** The position at which the proxy stops answers. Default: none. */
  readonly stop?: Stop;
  /** Whether the page's transport leaks. Default: false. */
  readonly isLeaking?: boolean;
}

/** Opens a route. */
export type OpenBrowserRoute = (options?: BrowserRouteOptions) => Promise<BrowserRoute>;

/** A page of Chromium, a counting proxy and a mock server. Closing a route closes the proxy and the server, but not the page. */
export class BrowserRoute implements AsyncDisposable {
  /** Errors on the page's console, and uncaught errors of the page. */
  readonly problems: string[] = [];
  readonly page: Page;
  readonly proxy: CountingProxy;
  readonly server: MockServer;
  readonly baseURL: string;
  testClient!: JSHandle<TestClient>;

  private constructor(page: Page, proxy: CountingProxy, server: MockServer) {
    this.page = page;
    this.proxy = proxy;
    this.server = server;
    this.baseURL = `http://127.0.0.1:${proxy.port}/api/v1`;
    page.on('pageerror', this.recordProblem).on('console', this.recordProblem);
  }

  /** Opens a route with the page at this address. The proxy has a new port, i.e. its own origin, so that routes do not share connections. */
  static async open(page: Page, url: string, options: BrowserRouteOptions = {}): Promise<BrowserRoute> {
    const { stop, isLeaking = false } = options;
    const { reply = { text: answer, timing: { endDelay: stop ? Infinity : 0 } } } = options;
    const server = await startMockServer({ script: [{ reply }] });
    const proxy = await CountingProxy.start({ server: server.port, ...(stop && { stop }) });
    await page.goto(url);
    const route = new BrowserRoute(page, proxy, server);
    route.testClient = await page.evaluateHandle((options) => new window.contract.TestClient(options), {
      baseURL: route.baseURL,
      isLeaking,
    });
    return route;
  }

  /** Subscribes to a run in the page. */
  async run(level: Level = 'client'): Promise<PageRun> {
    return new PageRun(
      await this.testClient.evaluateHandle(
        (testClient, level) => new window.contract.Recording(testClient.source(level)),
        level,
      ),
    );
  }

  /** Resolves as soon as a condition on the proxy is true. */
  when(condition: (proxy: CountingProxy) => boolean): Promise<void> {
    return this.proxy.when(() => condition(this.proxy), maxWait);
  }

  /** Resolves as soon as the events of the page's transport match. */
  async receives(text: RegExp): Promise<void> {
    await this.page.waitForFunction(
      ([testClient, text]) => text.test(testClient.received),
      [this.testClient, text] as const,
      {
        timeout: maxWait,
      },
    );
  }

  /**
   * Waits for at most `within` milliseconds until no request is open at the server, and no used connection is open at the proxy. Returns
   * both numbers.
   */
  async waitForIdle(within = maxWait): Promise<{ openRequests: number; usedConnections: number }> {
    const { proxy, server } = this;
    const now = () => ({ openRequests: server.openRequests, usedConnections: proxy.usedConnections });
    const counts = merge(proxy.changes, serverChanges).pipe(startWith(undefined), map(now));
    const none = counts.pipe(
      filter(({ openRequests, usedConnections }) => openRequests + usedConnections === 0),
    );
    return firstValueFrom(none.pipe(timeout({ first: within, with: () => of(now()) })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.page.off('pageerror', this.recordProblem).off('console', this.recordProblem);
    await this.proxy.close();
    await this.server.close();
  }

  private readonly recordProblem = (notification: Error | ConsoleMessage): void => {
    if (notification instanceof Error) this.problems.push(notification.message);
    else if (notification.type() === 'error') this.problems.push(notification.text());
  };
}
