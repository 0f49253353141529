import type { Agent, Dispatcher, Pool } from 'undici';
import type { ConnectionTracker } from './connection-tracker.js';
import { type FailedProxy, environmentProxies } from './failed-proxy.js';
import { isLoopback } from './is-loopback.js';
import { usesProxy } from './uses-proxy.js';

/** The dispatchers of one transport. */
export interface OwnDispatcher {
  /** Returns the dispatcher for a URL: it uses the proxy of the environment, if any, except for this machine. */
  readonly pick: (url: URL) => Dispatcher;
  /** Returns the origin of the environment's proxy if it has caused an error. */
  readonly failedProxy: FailedProxy;
  /** Closes every connection immediately. */
  readonly destroy: () => Promise<void>;
}

/** Disables undici's own limits; the client's `timeouts` decide. */
const noLimits = { headersTimeout: 0, bodyTimeout: 0 } as const;

/** Creates dispatchers whose sockets `tracker` can close while they connect. */
export function createOwnDispatcher(
  undici: typeof import('undici'),
  tracker: ConnectionTracker,
): OwnDispatcher {
  const connect = tracker.connector(undici.buildConnector({ timeout: 0 }));
  const options: Agent.Options = { ...noLimits, connect };
  const direct = new undici.Agent(options);
  let proxied: Dispatcher | undefined;
  let failedProxy: FailedProxy = () => undefined;
  const proxy = (): Dispatcher => {
    if (!usesProxy()) return direct;
    failedProxy = environmentProxies();
    return new undici.EnvHttpProxyAgent({
      ...options,
      requestTls: { timeout: 0 } as object,
      clientFactory: (origin: URL, more: object): Pool => new undici.Pool(origin, { ...more, ...options }),
    });
  };
  return {
    pick: (url) => {
      if (isLoopback(url.hostname)) return direct;
      proxied ??= proxy();
      return proxied;
    },
    failedProxy: (url, error) => failedProxy(url, error),
    destroy: async () => {
      await Promise.all([direct.destroy(), proxied === direct ? undefined : proxied?.destroy()]);
    },
  };
}
