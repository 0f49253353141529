import {
  NEVER,
  type ObservableInput,
  asyncScheduler,
  concatMap,
  concatWith,
  defer,
  delay,
  from,
  ignoreElements,
  take,
  timer,
} from 'rxjs';
import {
  Conversation,
  ConversationConflictError,
  type ConversationRow,
  type ConversationStore,
  type LoadOptions,
  VeniceClient,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { summarize } from './play-conversation.js';

/** Actions by their time in milliseconds. */
type Actions = Readonly<Record<number, () => void>>;

/** Plays conversations in virtual time with `lock: 'store'`. */
function play(
  replies: readonly ChatReply[],
  actions: (open: (store: ConversationStore, options?: Partial<LoadOptions>) => Conversation) => Actions,
): void {
  inVirtualTime(
    ({ flush }) => {
      const transport = scriptedTransport(...replies);
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const opened: Conversation[] = [];
      const open = (store: ConversationStore, options: Partial<LoadOptions> = {}): Conversation => {
        const request = { model: 'default' };
        const chat = client.chat.completions;
        const conversation = Conversation.load('chat', chat, { store, lock: 'store', request, ...options });
        opened.push(conversation);
        return conversation;
      };
      for (const [at, action] of Object.entries(actions(open))) timer(Number(at)).subscribe(action);
      timer(200_000).subscribe(() => {
        for (const conversation of opened) conversation.close();
      });
      flush();
    },
    { maxTime: 300_000 },
  );
}

/** Returns a store with some methods replaced. */
function withMethods(store: ConversationStore, methods: Partial<ConversationStore>): ConversationStore {
  return {
    load: (id, since) => store.load(id, since),
    append: (id, rows, revision) => store.append(id, rows, revision),
    list: () => store.list(),
    delete: (id) => store.delete(id),
    changes: (id) => store.changes(id),
    ...methods,
  };
}

/** Returns a store whose calls take effect at once, and emit their results `milliseconds` later. */
function withResponseDelay(milliseconds: number, store: ConversationStore): ConversationStore {
  const late = <T>(call: () => ObservableInput<T>) => defer(call).pipe(delay(milliseconds));
  return withMethods(store, {
    load: (id, since) => late(() => store.load(id, since)),
    append: (id, rows, revision) => late(() => store.append(id, rows, revision)),
  });
}

/** Returns the value of the `sender` row; null if the lock was released. */
function readSender(store: ConversationStore): unknown {
  let rows: readonly ConversationRow[] = [];
  from(store.load('chat')).subscribe((changes) => (rows = changes.rows));
  return rows.find(({ type }) => type === 'sender')?.value;
}

/** Writes a row, as another process does. */
function overwrite(store: ConversationStore, row: ConversationRow): void {
  from(store.load('chat'))
    .pipe(concatMap(({ revision }) => store.append('chat', [row], revision)))
    .subscribe();
}

describe('the send lock in the `sender` row of the store', () => {
  it.each<[string, (conversation: Conversation) => void]>([
    ['stop', (conversation) => conversation.stop()],
    ['close', (conversation) => conversation.close()],
  ])('is released if `%s` is called before the store responds to the claim', (_, end) => {
    const memory = memoryStore();
    play(['a|'], (open) => {
      const first = open(withResponseDelay(20, memory));
      const second = open(memory);
      return {
        30: () => {
          first.send('One');
        },
        // The claim is sent after a load and a write of the queue.
        75: () => {
          expect(readSender(memory)).toMatchObject({ owner: expect.any(String) as string });
          end(first);
        },
        200: () => {
          expect(readSender(memory)).toBeNull();
          second.send('Two');
        },
        300: () => {
          expect(summarize(second.currentState)).toMatch(/^idle: Two <a>/);
        },
      };
    });
  });

  it('is released if the store responds to the claim when the run no longer waits for it', () => {
    const memory = memoryStore();
    play(['a|', 'b|'], (open) => {
      const slow = withResponseDelay(2500, memory);
      const first = open(withMethods(memory, { append: (...args) => slow.append(...args) }));
      return {
        10: () => {
          first.send('One');
        },
        20_000: () => {
          expect(summarize(first.currentState)).toBe('idle: One <a>');
          expect(readSender(memory)).toBeNull();
        },
      };
    });
  });

  it('is neither renewed nor released once another conversation has it', () => {
    const memory = memoryStore();
    const other = { type: 'sender', id: '', value: { owner: 'other', at: 40_000 } };
    play(['a 50s -|', 'b|'], (open) => {
      const first = open(memory);
      first.send('One');
      let second: Conversation | undefined;
      return {
        35_000: () => {
          overwrite(memory, other);
        },
        49_000: () => {
          expect(readSender(memory)).toEqual(other.value);
        },
        55_000: () => {
          expect(summarize(first.currentState)).toBe('idle: One <a>');
          expect(readSender(memory)).toEqual(other.value);
          second = open(memory);
          second.send('Two');
          expect(second.currentState.status).toBe('queued');
        },
        100_000: () => {
          expect(summarize(second!.currentState)).toBe('idle: One <a> Two <b>');
        },
      };
    });
  });

  it.each<[string, unknown]>([
    ['has it', { owner: 'other', at: 40_000 }],
    ['has had and released it', null],
  ])('is requested again before the next command once another conversation %s', (_, sender) => {
    const memory = memoryStore();
    const starts: number[] = [];
    play(['a 50s -|', 'b 5s -|'], (open) => {
      const first = open(memory);
      first.send('One');
      first
        .send('Two')
        .chunks.pipe(take(1))
        .subscribe(() => starts.push(asyncScheduler.now()));
      return {
        35_000: () => {
          overwrite(memory, { type: 'sender', id: '', value: sender });
        },
        52_000: () => {
          expect(readSender(memory)).toEqual(
            sender === null
              ? { owner: expect.any(String) as string, at: expect.any(Number) as number }
              : sender,
          );
        },
        100_000: () => {
          expect(summarize(first.currentState)).toBe('idle: One <a> Two <b>');
        },
      };
    });

    expect(starts[0]).toBeGreaterThanOrEqual(sender === null ? 50_000 : 70_000);
  });

  it('of another conversation is not overwritten by a renewal that a conflict has delayed', () => {
    const memory = memoryStore();
    const other = { type: 'sender', id: '', value: { owner: 'other', at: 9_999 } };
    const withoutNotifications = withMethods(memory, { changes: () => NEVER });
    play(['a 20s -|'], (open) => {
      const first = open(withoutNotifications);
      first.send('One');
      return {
        9_999: () => {
          overwrite(memory, other);
        },
        30_000: () => {
          expect(summarize(first.currentState)).toBe('idle: One <a>');
          expect(readSender(memory)).toEqual(other.value);
        },
      };
    });
  });

  it.each([0, 5])(
    'is released before `whenSaved` completes, with a store that takes %d ms',
    (milliseconds) => {
      const memory = memoryStore();
      play(['a|', 'b|'], (open) => {
        const conversation = open(milliseconds === 0 ? memory : withResponseDelay(milliseconds, memory));
        const senders: unknown[] = [];
        const sendAndReadSender = (content: string): void => {
          const saved = defer(() => {
            if (content === 'Two') conversation.close();
            return conversation.whenSaved();
          });
          conversation
            .send(content)
            .completion.pipe(ignoreElements(), concatWith(saved))
            .subscribe({ complete: () => senders.push(readSender(memory)) });
        };
        sendAndReadSender('One');
        return {
          200: () => {
            sendAndReadSender('Two');
          },
          400: () => {
            expect(summarize(conversation.currentState)).toBe('idle: One <a> Two <b>');
            expect(senders).toEqual([null, null]);
          },
        };
      });
    },
  );

  it('is released if the conversation is closed in any millisecond of a run', () => {
    const unreleased: unknown[] = [];
    for (let time = 0; time < 60; time += 1) {
      const memory = memoryStore();
      play(['a|'], (open) => {
        const conversation = open(withResponseDelay(5, memory));
        conversation.send('One');
        timer(time).subscribe(() => {
          conversation.close();
        });
        return {
          200: () => {
            const sender = readSender(memory) ?? null;
            if (sender !== null) unreleased.push([time, sender]);
          },
        };
      });
    }

    expect(unreleased).toEqual([]);
  });

  it('is not claimed again after a conflict without a newer revision: the conversation sends without it', () => {
    let claims = 0;
    const memory = memoryStore();
    const conflicting = withMethods(memory, {
      append: (id, rows, revision) => {
        const isClaim = rows.some(({ type }) => type === 'sender');
        if (!isClaim) return memory.append(id, rows, revision);
        claims += 1;
        if (claims > 10) return NEVER;
        const message = 'changed by another writer';
        throw new ConversationConflictError({ message, conversationId: id, changes: { revision, rows: [] } });
      },
    });
    play(['a|'], (open) => {
      const conversation = open(conflicting);
      conversation.send('One');
      return {
        1000: () => {
          expect(summarize(conversation.currentState)).toBe('idle: One <a>');
          expect(claims).toBe(1);
        },
      };
    });
  });
});
