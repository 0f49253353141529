import { Agent, EnvHttpProxyAgent, Pool, ProxyAgent, interceptors } from 'undici';
import * as undici8 from 'undici-8';
import { VeniceClient } from 'venice-rx';
import { type UndiciDispatcher, type UndiciTransportOptions, undiciTransport } from 'venice-rx/node';

// Dispatchers of undici 7, the dependency of the package, and of undici 8, the newest version.
export const dispatchers: readonly UndiciDispatcher[] = [
  new Agent({ connections: 2 }),
  new Agent().compose(interceptors.retry()),
  new Pool('http://127.0.0.1'),
  new ProxyAgent('http://127.0.0.1'),
  new EnvHttpProxyAgent(),
  new undici8.Agent({ connections: 2 }),
  new undici8.Agent().compose(undici8.interceptors.retry()),
  new undici8.Pool('http://127.0.0.1'),
  new undici8.ProxyAgent('http://127.0.0.1'),
  new undici8.EnvHttpProxyAgent(),
];

export const clients = dispatchers.map(
  (dispatcher) => new VeniceClient({ transport: undiciTransport({ dispatcher }) }),
);

// @ts-expect-error An address is not a dispatcher.
export const wrong: UndiciTransportOptions = { dispatcher: 'http://127.0.0.1' };
