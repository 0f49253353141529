import type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.js';
import { isIoRedis } from './redis-commands.js';

/** A connection for notifications, with the client of either library. */
export interface SubscriberClient {
  /** Resolves when the server has confirmed the subscription. */
  readonly subscribe: (channel: string) => Promise<unknown>;
  readonly unsubscribe: (channel: string) => Promise<unknown>;
  readonly close: () => void;
}

/** Events of a {@link SubscriberClient}. */
export interface SubscriberEvents {
  readonly onMessage: (channel: string, text: string) => void;
  /** Called when the channels are subscribed to again after a lost connection: notifications may have been lost. */
  readonly onResume: () => void;
  /** Called when the client will not connect again. */
  readonly onEnd: (error: unknown) => void;
}

interface Emitter {
  on(event: string, listener: (...args: readonly unknown[]) => void): unknown;
}

interface NodeRedisSubscriber extends Emitter {
  readonly isOpen?: boolean;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: unknown, channel: unknown) => void): Promise<unknown>;
  unsubscribe(channel: string, listener: (message: unknown, channel: unknown) => void): Promise<unknown>;
  destroy(): void;
}

interface IoRedisSubscriber extends Emitter {
  subscribe(...channels: readonly string[]): Promise<unknown>;
  unsubscribe(...channels: readonly string[]): Promise<unknown>;
  disconnect(): void;
}

/** Opens a separate connection for notifications. */
export function openSubscriber(client: RedisClient, events: SubscriberEvents): SubscriberClient {
  return isIoRedis(client) ? openIoRedis(client, events) : openNodeRedis(client, events);
}

function openNodeRedis(client: NodeRedisClient, events: SubscriberEvents): SubscriberClient {
  const subscriber = client.duplicate() as NodeRedisSubscriber;
  const listener = (message: unknown, channel: unknown): void => {
    events.onMessage(String(channel), String(message));
  };
  // node-redis emits `ready` when all channels are subscribed again.
  subscriber.on('ready', exceptFirst(events.onResume));
  subscriber.on('error', (error) => {
    if (subscriber.isOpen === false) events.onEnd(error);
  });
  subscriber.connect().catch(events.onEnd);
  return {
    subscribe: (channel) => subscriber.subscribe(channel, listener),
    unsubscribe: (channel) => subscriber.unsubscribe(channel, listener),
    close: () => {
      if (subscriber.isOpen !== false) subscriber.destroy();
    },
  };
}

function openIoRedis(client: IoRedisClient, events: SubscriberEvents): SubscriberClient {
  const subscriber = client.duplicate() as IoRedisSubscriber;
  const channels = new Set<string>();
  subscriber.on('message', (channel, message) => {
    events.onMessage(String(channel), String(message));
  });
  subscriber.on('error', () => undefined);
  subscriber.on('end', () => {
    events.onEnd(new Error('the connection for notifications has ended'));
  });
  // ioredis resubscribes by itself, unless its options prevent this. The answer to another `subscribe` shows that it has done so.
  const resubscribe = (): void => {
    if (channels.size > 0) subscriber.subscribe(...channels).then(events.onResume, () => undefined);
  };
  subscriber.on('ready', exceptFirst(resubscribe));
  return {
    subscribe: (channel) => {
      channels.add(channel);
      return subscriber.subscribe(channel);
    },
    unsubscribe: (channel) => {
      channels.delete(channel);
      return subscriber.unsubscribe(channel);
    },
    close: () => {
      subscriber.disconnect();
    },
  };
}

/** Ignores the first call: the first connection cannot have lost notifications. */
function exceptFirst(listener: () => void): () => void {
  let isFirst = true;
  return () => {
    if (!isFirst) listener();
    isFirst = false;
  };
}
