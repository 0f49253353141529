import {
  NEVER,
  type Observable,
  concat,
  defer,
  finalize,
  ignoreElements,
  map,
  retry,
  tap,
  timer,
} from 'rxjs';
import { isVeniceError } from '../errors/venice-error.js';
import { rethrow } from '../subscribers/rethrow.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { RedisClient } from './redis-client.js';
import { type SubscriberClient, type SubscriberEvents, openSubscriber } from './subscriber-client.js';
import { toStoreError } from './to-store-error.js';

/** Milliseconds until a failed subscription to a channel is repeated. */
const retryDelay = 250;

/** Opens a connection for notifications, and emits it. Fails when the client does not reconnect any more. */
export function openChannels(client: RedisClient): Observable<RedisChannels> {
  const channels: Observable<RedisChannels> = NEVER;
  return channels.pipe(
    withSubscriber((subscriber) => {
      const opened = new RedisChannels(client, (error) => {
        subscriber.error(error);
      });
      subscriber.add(() => {
        opened.close();
      });
      subscriber.next(opened);
    }),
  );
}

/** Receives the messages of a channel; undefined when the subscription is confirmed, and when messages may have been lost. */
export type ChannelListener = (message: string | undefined) => void;

/** Messages by channel, on one connection. */
export class RedisChannels implements SubscriberEvents {
  readonly #client: SubscriberClient;
  readonly #listeners = new Map<string, ChannelListener>();
  readonly onEnd: (error: unknown) => void;

  constructor(client: RedisClient, onEnd: (error: unknown) => void) {
    this.onEnd = onEnd;
    this.#client = openSubscriber(client, this);
  }

  readonly onMessage = (channel: string, text: string): void => {
    this.#listeners.get(channel)?.(text);
  };

  readonly onResume = (): void => {
    for (const listener of [...this.#listeners.values()]) listener(undefined);
  };

  /** While subscribed, calls the only listener of a channel. Does not emit the messages: an Observable would cost more per message. */
  listen(channel: string, listener: ChannelListener): Observable<never> {
    return defer(() => {
      this.#listeners.set(channel, listener);
      return concat(this.#subscribe(channel), NEVER).pipe(
        tap(() => {
          listener(undefined);
        }),
        ignoreElements(),
        finalize(() => {
          this.#listeners.delete(channel);
          this.#client.unsubscribe(channel).catch(() => undefined);
        }),
      );
    });
  }

  close(): void {
    this.#client.close();
  }

  #subscribe(channel: string): Observable<undefined> {
    return defer(() => this.#client.subscribe(channel)).pipe(
      map(() => undefined),
      retry({
        delay: (cause) => {
          const error = toStoreError(cause);
          return isVeniceError(error) ? rethrow(error) : timer(retryDelay);
        },
      }),
    );
  }
}
