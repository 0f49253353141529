// Ways to connect to Redis: servers of every kind, and clients with options that change how commands fail, wait or are answered.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import { RESP_TYPES, createClient, createCluster, createSentinel } from 'redis';
import type { RedisClient } from 'venice-rx/redis';
import { freePort } from '../support/free-port.js';
import { createCertificate } from './certificate.js';
import { RedisServer } from './redis-server.js';
import { Sentinel } from './sentinel.js';

/** Servers of one kind, and how to connect to them. */
export interface Connections extends AsyncDisposable {
  readonly connect: () => Promise<{ readonly client: RedisClient; readonly close: () => void }>;
}

type NodeRedisOptions = NonNullable<Parameters<typeof createClient>[0]>;

/** Each way to connect, by its name. */
export const connections: Readonly<Record<string, () => Promise<Connections>>> = {
  'redis without an offline queue': () => startSingle((url) => nodeRedis({ url, disableOfflineQueue: true })),
  'redis with RESP2': () => startSingle((url) => nodeRedis({ url, RESP: 2 })),
  'redis with RESP3': () => startSingle((url) => nodeRedis({ url, RESP: 3 })),
  'redis that returns bytes': () =>
    startSingle((url) =>
      nodeRedis({ url, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } }),
    ),
  'ioredis with keyPrefix': () => startSingle((url) => ioRedis(url, { keyPrefix: 'all:' })),
  'ioredis without an offline queue': () => startSingle((url) => ioRedis(url, { enableOfflineQueue: false })),
  'ioredis without resending and resubscribing': () =>
    startSingle((url) => ioRedis(url, { autoResendUnfulfilledCommands: false, autoResubscribe: false })),
  'ioredis with lazyConnect': () => startSingle((url) => ioRedis(url, { lazyConnect: true })),
  'redis with an ACL user': () =>
    startSingle(
      (url) => nodeRedis({ url: withUser(url) }),
      (server) => server.command(...aclUser()),
    ),
  'ioredis with an ACL user': () =>
    startSingle(
      (url) => ioRedis(withUser(url), {}),
      (server) => server.command(...aclUser()),
    ),
  'redis over TLS': () =>
    startWithTls((port, ca) => nodeRedis({ url: `rediss://127.0.0.1:${port}`, socket: { tls: true, ca } })),
  'ioredis over TLS': () => startWithTls((port, ca) => ioRedis(`redis://127.0.0.1:${port}`, { tls: { ca } })),
  'redis through a sentinel': () =>
    startWithSentinel(async (port) => {
      const client = createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port }] });
      client.on('error', () => undefined);
      await client.connect();
      return {
        client,
        close: () => {
          void client.destroy();
        },
      };
    }),
  'ioredis through a sentinel': () =>
    startWithSentinel(async (port) => {
      const client = new Redis({ name: 'main', sentinels: [{ host: '127.0.0.1', port }] });
      client.on('error', () => undefined);
      await new Promise((resolve) => client.once('ready', resolve));
      return {
        client,
        close: () => {
          client.disconnect();
        },
      };
    }),
  'a redis cluster of three nodes': () =>
    startCluster(async (ports) => {
      const client = createCluster({
        rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })),
      });
      client.on('error', () => undefined);
      await client.connect();
      return {
        client,
        close: () => {
          client.destroy();
        },
      };
    }),
  'an ioredis cluster of three nodes': () =>
    startCluster(async (ports) => {
      const client = new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })));
      client.on('error', () => undefined);
      await new Promise((resolve) => client.once('ready', resolve));
      return {
        client,
        close: () => {
          client.disconnect();
        },
      };
    }),
};

async function nodeRedis(options: NodeRedisOptions): ReturnType<Connections['connect']> {
  const client = createClient(options);
  client.on('error', () => undefined);
  await client.connect();
  return {
    client: client as RedisClient,
    close: () => {
      client.destroy();
    },
  };
}

async function ioRedis(
  url: string,
  options: Readonly<Record<string, boolean | string | { readonly ca: string }>>,
): ReturnType<Connections['connect']> {
  const { port, username, password } = new URL(url);
  const client = new Redis({
    ...options,
    host: '127.0.0.1',
    port: Number(port),
    username,
    password,
  });
  client.on('error', () => undefined);
  if (options['lazyConnect'] !== true) await new Promise((resolve) => client.once('ready', resolve));
  return {
    client,
    close: () => {
      client.disconnect();
    },
  };
}

async function startSingle(
  connect: (url: string) => ReturnType<Connections['connect']>,
  prepare: (server: RedisServer) => Promise<unknown> = () => Promise.resolve(),
): Promise<Connections> {
  const server = await RedisServer.start();
  await prepare(server);
  return {
    connect: () => connect(server.url),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A server that accepts encrypted connections on a second port. */
async function startWithTls(
  connect: (port: number, ca: string) => ReturnType<Connections['connect']>,
): Promise<Connections> {
  const certificate = createCertificate();
  const port = await freePort();
  const server = await RedisServer.start(...certificate.settings(port));
  return {
    connect: () => connect(port, certificate.pem),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      certificate[Symbol.dispose]();
    },
  };
}

/** A server whose address clients learn from a sentinel on the given port. */
async function startWithSentinel(
  connect: (port: number) => ReturnType<Connections['connect']>,
): Promise<Connections> {
  const server = await RedisServer.start();
  const sentinel = await Sentinel.start(server.port);
  return {
    connect: () => connect(sentinel.port),
    [Symbol.asyncDispose]: async () => {
      await sentinel[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Nodes that share the slots. Clients learn their addresses from any of them. */
async function startCluster(
  connect: (ports: readonly number[]) => ReturnType<Connections['connect']>,
): Promise<Connections> {
  const servers: RedisServer[] = [];
  const buses: string[] = [];
  const slots = [
    ['0', '5460'],
    ['5461', '10922'],
    ['10923', '16383'],
  ] as const;
  for (const range of slots) {
    // The default, 10,000 more than the port of the server, may not be a valid port.
    const bus = String(await freePort());
    const server = await RedisServer.start('--cluster-enabled', 'yes', '--cluster-port', bus);
    await server.command('CLUSTER', 'ADDSLOTSRANGE', ...range);
    const first = servers[0];
    if (first) await server.command('CLUSTER', 'MEET', '127.0.0.1', String(first.port), buses[0]!);
    servers.push(server);
    buses.push(bus);
  }
  for (const server of servers) {
    while (!String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok')) await sleep(50);
    while (!String(await server.command('CLUSTER', 'INFO')).includes('cluster_slots_ok:16384'))
      await sleep(50);
  }
  return {
    connect: () => connect(servers.map(({ port }) => port)),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}

function withUser(url: string): string {
  return url.replace('redis://', 'redis://app:password@');
}

/** The ACL command of docs/durable.md, with the default prefix. */
function aclUser(): readonly string[] {
  const line = /`(ACL SETUSER app .*)`/.exec(readFileSync('docs/durable.md', 'utf8'))?.[1] ?? '';
  return line.replaceAll('chat:', 'venice-rx:').replace('PASSWORD', 'password').split(' ');
}
