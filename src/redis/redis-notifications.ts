import {
  NEVER,
  type Observable,
  ReplaySubject,
  type Subscriber,
  defer,
  finalize,
  retry,
  share,
  switchMap,
  timer,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import type { RunNotification, RunEntry } from '../durable/run-store.js';
import { SharedEntry } from '../durable/shared-entry.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import { type Base, laterBase } from './compact-data.js';
import { type EntryCodec, nextBase } from './entry-codec.js';
import { fromWord } from './parse-reply.js';
import type { RedisChannels } from './redis-channels.js';

/** Milliseconds that the connection stays open without subscribers; also the wait before a new connection replaces an ended one. */
const lingerTime = 500;

const refresh: RunNotification = { type: 'refresh' };

/** Emits the notifications of all runs of this process, over one connection, which is open while there are subscribers. */
export class RedisNotifications {
  readonly #codec: EntryCodec;
  readonly #connection: Observable<RedisChannels>;
  readonly #shared = new Map<string, Observable<RunNotification>>();
  /** The base of the next entry of each run with subscribers to all notifications; undefined if it is not known. */
  readonly #bases = new Map<string, Base | undefined>();

  constructor(connection: Observable<RedisChannels>, codec: EntryCodec) {
    this.#codec = codec;
    this.#connection = connection.pipe(
      retry({ delay: () => timer(lingerTime) }),
      share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: () => timer(lingerTime) }),
      // In the async context of the store, since the connection would retain the context of its first subscriber.
      subscribeInContext(captureContext()),
    );
  }

  /** The notifications of a run, decoded once for all subscribers. */
  forRun(id: string, channel: string, newEpochsOnly: boolean): Observable<RunNotification> {
    return defer(() => {
      const shared = this.#shared.get(channel);
      if (shared) return shared;
      const notifications = this.#listen(id, channel).pipe(
        finalize(() => {
          this.#shared.delete(channel);
          if (!newEpochsOnly) this.#bases.delete(id);
        }),
        share(),
      );
      this.#shared.set(channel, notifications);
      // With `newEpochsOnly`, no base is needed: the first entry of an epoch is not compact.
      if (!newEpochsOnly) this.#bases.set(id, undefined);
      return notifications;
    });
  }

  /** Keeps the base of the entries after a page of the log, for the notifications of these entries. */
  updateBase(id: string, base: Base | undefined): void {
    if (this.#bases.has(id)) this.#bases.set(id, laterBase(this.#bases.get(id), base));
  }

  #listen(id: string, channel: string): Observable<RunNotification> {
    const notifications: Observable<RunNotification> = NEVER;
    const setup = (subscriber: Subscriber<RunNotification>): void => {
      const receive = (message: string | undefined): void => {
        subscriber.next(this.#parse(id, message));
      };
      const error = (failure: unknown): void => {
        subscriber.error(failure);
      };
      const messages = this.#connection.pipe(switchMap((channels) => channels.listen(channel, receive)));
      subscriber.add(messages.subscribe({ error }));
    };
    return notifications.pipe(withSubscriber(setup));
  }

  #parse(id: string, message: string | undefined): RunNotification {
    const parsed = message === undefined ? undefined : parseMessage(message);
    if (!parsed) return refresh;
    const { previous, entry: stored, subject } = parsed;
    if (!stored) return { type: 'entry', previous };
    try {
      const run = { id, subject: fromWord(subject) };
      const base = this.#bases.get(id);
      const entry = this.#codec.decode(stored, run, base);
      if (!entry) {
        // Watchers read the entry from the log, together with its base.
        if (this.#bases.has(id)) this.#bases.set(id, undefined);
        return { type: 'entry', previous };
      }
      this.updateBase(id, nextBase(stored, entry, base));
      return { type: 'entry', previous, entry: new SharedEntry(entry) };
    } catch {
      // If the codec fails, it also fails when a watcher reads the log, and the watcher receives a typed error.
      return refresh;
    }
  }
}

/** A notification of an entry; without `entry` if the entry is too large. */
interface EntryMessage {
  readonly previous: string;
  readonly subject: string;
  readonly entry?: RunEntry;
}

/** Parses `<previous> <offset> <type> <subject> <data>`, without the last three if the data is too large. Undefined for other messages. */
function parseMessage(message: string): EntryMessage | undefined {
  const afterPrevious = message.indexOf(' ');
  if (afterPrevious === -1) return undefined;
  const previous = message.slice(0, afterPrevious);
  const afterOffset = message.indexOf(' ', afterPrevious + 1);
  if (afterOffset === -1) return { previous, subject: '' };
  const afterType = message.indexOf(' ', afterOffset + 1);
  const afterSubject = message.indexOf(' ', afterType + 1);
  if (afterType === -1 || afterSubject === -1) return undefined;
  return {
    previous,
    subject: message.slice(afterType + 1, afterSubject),
    entry: {
      offset: message.slice(afterPrevious + 1, afterOffset),
      type: message.slice(afterOffset + 1, afterType) as RunEntry['type'],
      data: message.slice(afterSubject + 1),
    },
  };
}
