import { type Observable, ReplaySubject, defer, finalize, map, retry, share, switchMap, timer } from 'rxjs';
import { captureContext } from '#capture-context';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import type { RunBell, RunEntry } from '../durable/run-store.js';
import { fromWord, toEntry } from './parse-reply.js';
import type { RedisChannels } from './redis-channels.js';
import type { RunCodec } from './run-codec.js';

/** Milliseconds that the connection stays open without subscribers. Also the wait before a new connection replaces one that has ended. */
const lingering = 500;

const doubt: RunBell = { type: 'doubt' };

/** Emits the notifications of all runs of this process, over one connection, which is open while there are subscribers. */
export class RedisBells {
  readonly #codec: RunCodec;
  readonly #connection: Observable<RedisChannels>;
  readonly #bells = new Map<string, Observable<RunBell>>();

  constructor(connection: Observable<RedisChannels>, codec: RunCodec) {
    this.#codec = codec;
    this.#connection = connection.pipe(
      retry({ delay: () => timer(lingering) }),
      share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: () => timer(lingering) }),
      // In the async context of the store, since the connection would retain the context of its first subscriber.
      subscribeInContext(captureContext()),
    );
  }

  /** The notifications of a run, decoded once for all subscribers. */
  notifications(id: string, channel: string): Observable<RunBell> {
    return defer(() => {
      const known = this.#bells.get(channel);
      if (known) return known;
      const bells = this.#connection.pipe(
        switchMap((channels) => channels.messages(channel)),
        map((message) => this.#parse(id, message)),
        finalize(() => this.#bells.delete(channel)),
        share(),
      );
      this.#bells.set(channel, bells);
      return bells;
    });
  }

  /** `<previous> <offset> <type> <subject> <data>`; without the last three if the data is too large. */
  #parse(id: string, message: string | undefined): RunBell {
    const words = /^(\S+) (\S+)(?: (\S+) (\S+) ([^]*))?$/.exec(message ?? '');
    if (!words) return doubt;
    const [, previous = '', offset = '', type, subject = '', data = ''] = words;
    if (type === undefined) return { type: 'entry', previous };
    try {
      const run = { id, subject: fromWord(subject) };
      const entry = toEntry(run, { offset, type: type as RunEntry['type'], data }, this.#codec);
      return { type: 'entry', previous, entry };
    } catch {
      // If the codec fails, it also fails when the log is read, which reports a typed error.
      return doubt;
    }
  }
}
