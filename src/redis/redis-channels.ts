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

/** Milliseconds until a failed subscription is tried again. */
const retryDelay = 250;

/** Opens a connection for notifications. Fails when it has ended for good. */
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

/** Receives the messages of a channel; undefined when it is subscribed, and whenever messages may have been lost. */
export type ChannelListener = (message: string | undefined) => void;

/** Messages by channel, on one connection. */
export class RedisChannels implements SubscriberEvents {
  readonly #client: SubscriberClient;
  readonly #listeners = new Map<string, ChannelListener>();
  readonly ended: (error: unknown) => void;

  constructor(client: RedisClient, ended: (error: unknown) => void) {
    this.ended = ended;
    this.#client = openSubscriber(client, this);
  }

  readonly message = (channel: string, text: string): void => {
    this.#listeners.get(channel)?.(text);
  };

  readonly resumed = (): void => {
    for (const listener of [...this.#listeners.values()]) listener(undefined);
  };

  /** Calls the listener, the only one of this channel, while it is subscribed to. Every message passes here: a pipe would cost more. */
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
