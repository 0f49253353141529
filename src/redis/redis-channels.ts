import { NEVER, type Observable, Subject, defer, finalize, map, merge, retry, timer } from 'rxjs';
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

/** Messages by channel, on one connection. */
export class RedisChannels implements SubscriberEvents {
  readonly #client: SubscriberClient;
  readonly #channels = new Map<string, Subject<string | undefined>>();
  readonly ended: (error: unknown) => void;

  constructor(client: RedisClient, ended: (error: unknown) => void) {
    this.ended = ended;
    this.#client = openSubscriber(client, this);
  }

  readonly message = (channel: string, text: string): void => {
    this.#channels.get(channel)?.next(text);
  };

  readonly resumed = (): void => {
    for (const channel of [...this.#channels.values()]) channel.next(undefined);
  };

  /**
   * Emits the messages of a channel. Emits undefined when the channel is subscribed, and whenever messages may have been lost. Allows one
   * subscriber per channel.
   */
  messages(channel: string): Observable<string | undefined> {
    return defer(() => {
      const messages = new Subject<string | undefined>();
      this.#channels.set(channel, messages);
      return merge(messages, this.#subscribe(channel)).pipe(
        finalize(() => {
          this.#channels.delete(channel);
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
