import type { Agent, Dispatcher, Pool } from 'undici';
import type { ConnectionTracker } from './connection-tracker.js';
import { type FindFailedProxy, createFindFailedProxy } from './failed-proxy.js';
import { isLoopback } from './is-loopback.js';
import { usesProxy } from './uses-proxy.js';

/** The dispatchers that a transport creates if the caller does not pass one. */
export interface OwnDispatchers {
  /** Returns the dispatcher for a URL. Except for URLs of this machine, it uses the proxy of the environment, if any. */
  readonly pick: (url: URL) => Dispatcher;
  /** Returns the origin of the environment's proxy if the proxy has caused an error. */
  readonly findFailedProxy: FindFailedProxy;
  /** Closes every connection immediately. */
  readonly destroy: () => Promise<void>;
}

/** Disables undici's own limits; the client's `timeouts` decide. */
const noLimits = { headersTimeout: 0, bodyTimeout: 0 } as const;

/** Creates dispatchers whose sockets `tracker` can close while they connect. */
export function createOwnDispatchers(
  undici: typeof import('undici'),
  tracker: ConnectionTracker,
): OwnDispatchers {
  const connect = tracker.connector(undici.buildConnector({ timeout: 0 }));
  const options: Agent.Options = { ...noLimits, connect };
  const direct = new undici.Agent(options);
  let proxied: Dispatcher | undefined;
  let findFailedProxy: FindFailedProxy = () => undefined;
  const createProxied = (): Dispatcher => {
    if (!usesProxy()) return direct;
    findFailedProxy = createFindFailedProxy();
    return new undici.EnvHttpProxyAgent({
      ...options,
      requestTls: { timeout: 0 } as object,
      clientFactory: (origin: URL, own: object): Pool => new undici.Pool(origin, { ...own, ...options }),
    });
  };
  return {
    pick: (url) => {
      if (isLoopback(url.hostname)) return direct;
      proxied ??= createProxied();
      return proxied;
    },
    findFailedProxy: (url, error) => findFailedProxy(url, error),
    destroy: async () => {
      await Promise.all([direct.destroy(), proxied === direct ? undefined : proxied?.destroy()]);
    },
  };
}
