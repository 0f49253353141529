import { NEVER, type Observable, Subject, asyncScheduler, concatMap, from, map, of, timer } from 'rxjs';
import {
  Conversation,
  type ConversationRow,
  type ConversationState,
  type ConversationStore,
  ConversationStoreError,
  type LoadOptions,
  VeniceClient,
  tool,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, finish, inVirtualTime, scriptedTransport, toolCall } from 'venice-rx/testing';
import { summarize } from './play-conversation.js';

const system = [{ role: 'system', content: 'Be brief.' }] as const;

type Opener = ReturnType<typeof createOpener>;

/** Returns a function that opens conversations with a store. Each of their requests gets the next of `replies`. */
function createOpener(replies: readonly ChatReply[]) {
  const transport = scriptedTransport(...replies);
  const client = new VeniceClient({ baseURL: 'http://test', transport });
  const open = (store: ConversationStore, options: Partial<LoadOptions> = {}) => {
    const log: string[] = [];
    const conversation = Conversation.load('chat', client.chat.completions, {
      store,
      lock: false,
      request: { model: 'default' },
      ...options,
    });
    conversation.state.subscribe((state) => log.push(`${asyncScheduler.now()} ${summarize(state)}`));
    return { conversation, log };
  };
  return { open, transport };
}

/** Plays actions in virtual time, by their time in milliseconds. */
function play(
  replies: readonly ChatReply[],
  actions: (opener: Opener) => Readonly<Record<number, () => void>>,
): void {
  inVirtualTime(({ flush }) => {
    for (const [at, action] of Object.entries(actions(createOpener(replies))))
      timer(Number(at)).subscribe(action);
    flush();
  });
}

function readRows(store: ConversationStore): readonly ConversationRow[] {
  let rows: readonly ConversationRow[] = [];
  from(store.load('chat')).subscribe((changes) => (rows = changes.rows));
  return rows;
}

function entryRow(id: string, parentId: string | null, createdAt = 0): ConversationRow {
  const value = { id, parentId, message: { role: 'user', content: id }, createdAt, status: 'done' };
  return { type: 'entry', id, value };
}

/** Writes rows, as another process does. */
function appendRows(store: ConversationStore, rows: readonly ConversationRow[]): void {
  from(store.load('chat'))
    .pipe(concatMap(({ revision }) => store.append('chat', rows, revision)))
    .subscribe();
}

function readValue(store: ConversationStore, type: string, id = ''): unknown {
  return readRows(store).find((row) => row.type === type && row.id === id)?.value;
}

/** A store whose calls take `delay` milliseconds, and fail while `isUnavailable`. */
function slowStore(delay: number, store = memoryStore()) {
  const control = { isUnavailable: false, appends: 0 };
  const call = <T>(work: () => Observable<T>): Observable<T> =>
    timer(delay).pipe(
      concatMap(() => {
        if (control.isUnavailable) throw new Error('unavailable');
        return work();
      }),
    );
  const slow: ConversationStore = {
    load: (id, since) => call(() => from(store.load(id, since))),
    append: (id, rows, revision) => {
      control.appends += 1;
      return call(() => from(store.append(id, rows, revision)));
    },
    list: () => store.list(),
    delete: (id) => store.delete(id),
    changes: (id) => store.changes(id),
  };
  return { store: slow, control };
}

describe('a conversation with a store', () => {
  it('is `loading` until the store has responded, and then starts its queued commands', () => {
    play(['a|'], ({ open, transport }) => {
      const { conversation, log } = open(slowStore(5).store, { messages: system });
      const { id } = conversation.send('Hi', { id: 'question' });

      return {
        4: () => {
          expect(transport.requests).toHaveLength(0);
          expect(conversation.send('Hi again', { id }).isAccepted).toBe(true);
        },
        200: () => {
          expect(log.slice(0, 2)).toEqual(['0 loading:', '0 loading: +1']);
          expect(log.at(-1)).toMatch(/ idle: \[Be brief.\] Hi <a>$/);
          expect(transport.requests).toHaveLength(1);
          conversation.close();
        },
      };
    });
  });

  it('executes commands for entries once the entries are loaded, in order, and drops invalid commands', () => {
    const store = memoryStore();
    play(['a|', 'b|', 'c|'], ({ open }) => {
      const first = open(store).conversation;
      first.send('Hi', { id: 'question' });
      let second: Conversation | undefined;

      return {
        100: () => {
          first.close();
          second = open(slowStore(5, store).store).conversation;
          second.setMetadata('question', { pinned: true });
          second.replace('question', { role: 'user', content: 'Hello' });
          second.replace('question', { role: 'assistant', content: 'Hello' });
          second.select('nothing');
          second.remove('nothing');
          second.edit('nothing', 'What?');
          second.regenerate('question');
        },
        200: () => {
          const { entries } = second!.currentState;
          expect(
            entries.map(({ message, metadata, versions }) => [message.content, metadata, versions.length]),
          ).toEqual([
            ['Hello', { pinned: true }, 1],
            ['b', undefined, 2],
          ]);
          second!.close();
        },
      };
    });
  });

  it('holds the queue of a closed conversation after loading', () => {
    const store = memoryStore();
    play(['---a|', 'b|', 'c|'], ({ open }) => {
      const first = open(store).conversation;
      first.send('One');
      first.send('Two', { id: 'two' });
      let second: Opener['open'] extends (...args: never[]) => infer T ? T : never;

      return {
        1: () => {
          first.close();
        },
        50: () => {
          second = open(store);
          expect(second.log.at(-1)).toBe('50 idle: One +1 held');
          second.conversation.send('Three');
        },
        200: () => {
          expect(second.log.at(-1)).toMatch(/ idle: One Two <b> Three <c>$/);
          expect(readValue(store, 'queued', 'two')).toBeNull();
          second.conversation.close();
        },
      };
    });
  });

  it.each<[string, number]>([
    ['at once', 0],
    ['after 5 ms', 5],
  ])(
    'saves the commands that were queued right before `close`, with a store that responds %s',
    (_, delay) => {
      const memory = memoryStore();
      play(['-------------------a|'], ({ open }) => {
        const { store, control } = slowStore(delay, memory);
        const { conversation } = open(store);
        conversation.send('One');
        conversation.send('Two', { id: 'two' });

        return {
          18: () => {
            conversation.send('Three', { id: 'three' });
            conversation.cancelQueued('two');
            conversation.send('Four', { id: 'four' });
            control.isUnavailable = true;
            conversation.close();
          },
          100: () => {
            control.isUnavailable = false;
          },
          5000: () => {
            const { status, queue, isHeld } = open(memory).conversation.currentState;
            expect([status, queue.map(({ id }) => id), isHeld]).toEqual(['idle', ['three', 'four'], true]);
          },
        };
      });
    },
  );

  it('saves the commands that were called while it was loading, even after `close`', () => {
    const memory = memoryStore();
    appendRows(memory, [
      entryRow('a', null),
      { type: 'queued', id: 'q', value: { command: { type: 'send', id: 'q', content: 'q' }, position: 7 } },
    ]);
    play([], ({ open, transport }) => {
      const { conversation } = open(slowStore(5, memory).store);
      let isSaved = false;
      conversation.send('Known', { id: 'a' });
      conversation.send('Two', { id: 'two' });
      conversation.send('Three', { id: 'three' });

      return {
        2: () => {
          conversation.close();
          conversation.whenSaved().subscribe(() => (isSaved = true));
        },
        100: () => {
          const { queue, isHeld, entries } = open(memory).conversation.currentState;
          expect([isSaved, isHeld, queue.map(({ id }) => id)]).toEqual([true, true, ['q', 'two', 'three']]);
          expect(entries.map(({ id }) => id)).toEqual(['a']);
          expect(transport.requests).toHaveLength(0);
        },
      };
    });
  });

  it('saves the initial messages with the first command if it is closed while it is loading', () => {
    const memory = memoryStore();
    play([], ({ open }) => {
      const { conversation } = open(slowStore(5, memory).store, { messages: system });
      conversation.send('Hi');
      conversation.close();

      return {
        100: () => {
          const later = open(memory, { messages: system }).conversation;
          expect(summarize(later.currentState)).toBe('idle: [Be brief.] +1 held');
        },
      };
    });
  });

  it('is saved with its first change, not before', () => {
    const store = memoryStore();
    play(['a|'], ({ open }) => {
      const { conversation } = open(store, { messages: system });

      return {
        50: () => {
          expect(readRows(store)).toEqual([]);
          conversation.setMetadata('initial-1', { pinned: true });
        },
        60: () => {
          expect(
            readRows(store)
              .map(({ type }) => type)
              .sort(),
          ).toEqual(['entry', 'metadata', 'outcome']);
          conversation.close();
        },
      };
    });
  });

  it('is `failed` with a ConversationStoreError if it cannot be loaded, and keeps its commands for `retryLoad`', () => {
    play(['a|'], ({ open }) => {
      const { store, control } = slowStore(1);
      control.isUnavailable = true;
      const { conversation, log } = open(store);
      conversation.send('Hi');

      return {
        10: () => {
          const { status, error, queue } = conversation.currentState;
          expect([status, error?.name, queue.length]).toEqual(['failed', 'ConversationStoreError', 1]);
          expect(error).toMatchObject({ operation: 'load', conversationId: 'chat', isRetryable: true });
          expect((error as ConversationStoreError).cause).toEqual(new Error('unavailable'));
          control.isUnavailable = false;
          expect(conversation.retryLoad()).toBe(true);
          expect(conversation.retryLoad()).toBe(false);
          expect(conversation.currentState.status).toBe('loading');
        },
        100: () => {
          expect(log.at(-1)).toMatch(/ idle: Hi <a>$/);
          expect(conversation.retryLoad()).toBe(false);
          conversation.close();
        },
      };
    });
  });

  it.each<[string, ConversationRow, string]>([
    ['is not an entry', { type: 'entry', id: 'a', value: { id: 'a' } }, 'rows[0].value.parentId'],
    ['has another id', { type: 'entry', id: 'a', value: { id: 'b' } }, 'rows[0].value'],
    [
      'is not a command',
      { type: 'queued', id: 'a', value: { position: 0, command: { type: 'jump', id: 'a' } } },
      'type',
    ],
    [
      'has no position',
      { type: 'queued', id: 'a', value: { command: { type: 'regenerate', id: 'a' } } },
      'position',
    ],
    ['has invalid metadata', { type: 'metadata', id: 'a', value: 'x' }, 'rows[0].value'],
  ])('is not loaded if a row %s', (_, row, path) => {
    play([], ({ open }) => {
      const store = memoryStore();
      from(store.append('chat', [row], 0)).subscribe();
      const { error } = open(store).conversation.currentState;
      expect(error?.name).toBe('ConversationStoreError');
      expect(String(error?.cause)).toContain(path);
      return {};
    });
  });

  it('ignores rows of unknown types, and removes entries whose parent was removed', () => {
    play([], ({ open }) => {
      const store = memoryStore();
      const rows = [
        entryRow('b', 'a'),
        entryRow('c', 'gone'),
        entryRow('d', 'c'),
        entryRow('a', null),
        { type: 'entry', id: 'gone', value: null },
        { type: 'new', id: '', value: 1 },
      ];
      appendRows(store, rows);
      const { conversation } = open(store);
      expect(summarize(conversation.currentState)).toBe('idle: a b');
      return {
        10: () => {
          expect([readValue(store, 'entry', 'c'), readValue(store, 'entry', 'd')]).toEqual([null, null]);
          // Another process saves an entry after a removed entry; then the same for an entry that is removed here.
          appendRows(store, [entryRow('e', 'd')]);
          conversation.remove('b');
        },
        20: () => {
          appendRows(store, [entryRow('f', 'b')]);
        },
        30: () => {
          expect([readValue(store, 'entry', 'e'), readValue(store, 'entry', 'f')]).toEqual([null, null]);
          conversation.close();
        },
      };
    });
  });

  it('keeps entries whose parent is missing, and shows them once the parent is saved', () => {
    play([], ({ open }) => {
      const store = memoryStore();
      const rows = [
        entryRow('a', null),
        entryRow('c', 'b'),
        entryRow('d', 'c'),
        entryRow('other-d', 'c', 1),
        { type: 'metadata', id: 'd', value: { metadata: 'kept' } },
        { type: 'selected', id: 'c', value: 'other-d' },
      ];
      appendRows(store, rows);
      const { conversation } = open(store);
      expect(summarize(conversation.currentState)).toBe('idle: a');
      return {
        10: () => {
          expect(readRows(store)).toEqual(rows);
          appendRows(store, [entryRow('x', 'a', 5)]);
        },
        20: () => {
          expect(summarize(conversation.currentState)).toBe('idle: a x');
          appendRows(store, [entryRow('b', 'a')]);
        },
        30: () => {
          expect(summarize(conversation.currentState)).toBe('idle: a b c other-d');
          expect(conversation.export().entries.find(({ id }) => id === 'd')?.metadata).toBe('kept');
          expect(readRows(store)).toHaveLength(rows.length + 2);
          conversation.close();
        },
      };
    });
  });
});

describe('saving', () => {
  it('writes the changes of a short run in at most three batches', () => {
    play(['a|'], ({ open }) => {
      const { store, control } = slowStore(10);
      const { conversation } = open(store);

      return {
        20: () => {
          conversation.send('Hi');
        },
        200: () => {
          // One write for the question, and further ones for the answer and the end of the run.
          expect(control.appends).toBeLessThanOrEqual(3);
          conversation.close();
        },
      };
    });
  });

  it('writes an answer when it begins, every `saveInterval`, and when it ends', () => {
    const memory = memoryStore();
    play(['a-b-c-d-e-f-g-h-i-j-|'], ({ open }) => {
      const { store, control } = slowStore(0, memory);
      const { conversation } = open(store, { saveInterval: 8, generateId: nextId() });
      const saved = (): unknown =>
        (readValue(memory, 'entry', 'id-2') as { message?: { content?: unknown } } | undefined)?.message
          ?.content;
      conversation.send('Hi');

      return {
        3: () => {
          expect(saved()).toBe('a');
        },
        12: () => {
          expect(saved()).toBe('abcdef');
          expect(control.appends).toBeLessThan(5);
        },
        100: () => {
          expect(saved()).toBe('abcdefghij');
          expect(control.appends).toBeLessThan(8);
          conversation.close();
        },
      };
    });
  });

  it('sets `saveError` and retries if the store fails, without stopping the chat', () => {
    play(['a|', 'b|'], ({ open }) => {
      const memory = memoryStore();
      const { store, control } = slowStore(1, memory);
      const { conversation } = open(store);
      const states: ConversationState[] = [];
      conversation.state.subscribe((state) => states.push(state));
      let isSaved = false;

      return {
        10: () => {
          control.isUnavailable = true;
          conversation.send('Hi');
        },
        5000: () => {
          expect(summarize(conversation.currentState)).toBe('idle: Hi <a>');
          expect(conversation.currentState.saveError).toMatchObject({
            name: 'ConversationStoreError',
            operation: 'append',
          });
          conversation.whenSaved().subscribe(() => (isSaved = true));
          expect([isSaved, readRows(memory)]).toEqual([false, []]);
          control.isUnavailable = false;
        },
        60_000: () => {
          expect(isSaved).toBe(true);
          expect(conversation.currentState.saveError).toBeUndefined();
          expect(summarize(open(memory).conversation.currentState)).toBe('idle: Hi <a>');
          // The waits between the retries get longer.
          expect(control.appends).toBeLessThan(15);
          conversation.close();
        },
      };
    });
  });

  it('continues after `close` until everything is saved', () => {
    play(['-a-b-c|'], ({ open }) => {
      const memory = memoryStore();
      const { store } = slowStore(5, memory);
      const { conversation } = open(store);
      const log: string[] = [];

      return {
        10: () => {
          conversation.send('Hi');
        },
        20: () => {
          conversation.close();
          conversation.whenSaved().subscribe({ complete: () => log.push('saved') });
          expect(log).toEqual([]);
        },
        100: () => {
          expect(log).toEqual(['saved']);
          expect(summarize(open(memory).conversation.currentState)).toMatch(/^idle: Hi <a/);
        },
      };
    });
  });

  it('gives up 30 seconds after `close`', () => {
    play(['a|'], ({ open }) => {
      const { store, control } = slowStore(1);
      const { conversation } = open(store);
      let error: unknown;

      return {
        10: () => {
          conversation.send('Hi');
          control.isUnavailable = true;
        },
        50: () => {
          conversation.close();
          conversation.whenSaved().subscribe({ error: (reason: unknown) => (error = reason) });
        },
        120_000: () => {
          expect(error).toBeInstanceOf(ConversationStoreError);
          expect(control.appends).toBeLessThan(12);
        },
      };
    });
  });

  it('gives up 30 seconds after `close` if the store does not respond', () => {
    const memory = memoryStore();
    const silent: ConversationStore = { ...slowStore(0, memory).store, append: () => NEVER };
    const seen: unknown[] = [];
    play(['a|'], ({ open }) => {
      const { conversation } = open(silent);

      return {
        10: () => {
          conversation.send('Hi');
        },
        50: () => {
          conversation.close();
          conversation.whenSaved().subscribe({
            error: (error: unknown) => seen.push(asyncScheduler.now(), error),
          });
        },
        120_000: () => {
          expect(seen).toEqual([30_050, expect.any(ConversationStoreError)]);
        },
      };
    });
  });

  it('leaves no timer after `close` once everything is saved', () => {
    const lastTimer = inVirtualTime(({ flush }) => {
      const { conversation } = createOpener(['a|']).open(memoryStore());
      conversation.send('Hi');
      timer(50).subscribe(() => {
        conversation.close();
      });
      flush();
      return asyncScheduler.now();
    });

    expect(lastTimer).toBeLessThan(1000);
  });

  it('leaves the same entries as `stop` if the process ends while an answer is arriving', () => {
    play(['a-b-c-------|', 'd|'], ({ open, transport }) => {
      const memory = memoryStore();
      const { store, control } = slowStore(0, memory);
      const first = open(store, { saveInterval: 3 });
      first.conversation.send('Hi');
      let second: Conversation | undefined;

      return {
        6: () => {
          control.isUnavailable = true;
          second = open(memory).conversation;
          const { entries, interrupted } = second.currentState;
          expect(entries.map(({ message, status }) => [message.content, status])).toEqual([
            ['Hi', 'done'],
            ['abc', 'stopped'],
          ]);
          expect(interrupted).toEqual({ afterId: entries[0]?.id });
          second.regenerate();
        },
        60: () => {
          expect(summarize(second!.currentState)).toBe('idle: Hi <d>');
          expect(transport.requests).toHaveLength(2);
          for (const conversation of [first.conversation, second!]) conversation.close();
        },
      };
    });
  });

  it('writes each result of a tool as it arrives, so that no tool runs twice', () => {
    const runs: string[] = [];
    const call = (name: string, milliseconds: number) =>
      tool({
        name,
        description: 'Waits.',
        execute: () => {
          runs.push(name);
          return timer(milliseconds).pipe(map(() => `${name} ran`));
        },
      });
    const tools = [call('quick', 1), call('slow', 1000)];
    const values = {
      m: 'Hm.',
      q: toolCall({ index: 0, id: 'c1', name: 'quick' }),
      s: toolCall({ index: 1, id: 'c2', name: 'slow' }),
      f: finish('tool_calls'),
    };
    const calls = { marbles: 'mqsf|', values };
    inVirtualTime(
      ({ flush }) => {
        const memory = memoryStore();
        const { store, control } = slowStore(0, memory);
        const { open, transport } = createOpener([calls, 'd|']);
        const first = open(store, { tools }).conversation;
        first.send('Hi');
        let second: Conversation | undefined;
        timer(100).subscribe(() => {
          control.isUnavailable = true;
          second = open(memory, { tools }).conversation;
          expect(second.currentState.entries.map(({ message }) => [message.role, message.content])).toEqual([
            ['user', 'Hi'],
            ['assistant', 'Hm.'],
            ['tool', 'quick ran'],
            ['tool', expect.stringContaining('unknown')],
          ]);
          second.regenerate();
        });
        timer(200).subscribe(() => {
          expect(runs).toEqual(['quick', 'slow']);
          expect(transport.requests).toHaveLength(2);
          for (const conversation of [first, second]) conversation?.close();
        });
        flush();
      },
      { maxTime: 200_000 },
    );
  });
});

it('a conversation keeps unsaved changes when it merges changes of other writers, so that the last writer wins', () => {
  const memory = memoryStore();
  play(['a|'], ({ open }) => {
    const one = open(slowStore(5, memory).store).conversation;
    const other = open(memory).conversation;
    const contents = (): unknown[] =>
      [one, other].map(({ currentState }) => [
        currentState.entries[0]?.message.content,
        currentState.entries[0]?.metadata,
      ]);

    return {
      20: () => {
        one.send('Hi', { id: 'question' });
      },
      100: () => {
        one.replace('question', { role: 'user', content: 'One' });
        one.setMetadata('question', { by: 'one' });
      },
      102: () => {
        other.replace('question', { role: 'user', content: 'Other' });
        other.setMetadata('question', { by: 'other' });
      },
      200: () => {
        expect(contents()).toEqual([
          ['One', { by: 'one' }],
          ['One', { by: 'one' }],
        ]);
        for (const conversation of [one, other]) conversation.close();
      },
    };
  });
});

describe('options of `Conversation.load`', () => {
  const chat = (): Observable<never> => NEVER;
  const store = memoryStore();
  const request = { model: 'default' };
  const signer = { sign: () => '', verify: () => true };

  it.each<[string, unknown]>([
    ['unknown option `stor`', { request, stor: store }],
    ['`store` must be a ConversationStore', { request }],
    ['`store` must be a ConversationStore', { request, store: { load: () => of() } }],
    ['`lock` must be', { request, store, lock: true }],
    ['`saveInterval` must be', { request, store, saveInterval: 0 }],
    ['`request` must be', { store }],
    ['`approvalSigner` must come with `from`', { request, store, approvalSigner: signer }],
    ['`approvalSigner` must come with `from`', { request, store, approvalSigner: signer, from: null }],
  ])('are validated: %s', (message, options) => {
    expect(() => Conversation.load('chat', chat, options as LoadOptions)).toThrow(message);
  });

  it('may include `approvalSigner` together with `from`', () => {
    const from = new Conversation(chat, { request }).export();
    const load = () => Conversation.load('chat', chat, { request, store, from, approvalSigner: signer });

    expect(load).not.toThrow();
  });

  it('require an id', () => {
    expect(() => Conversation.load('', chat, { request, store })).toThrow('`id` must be');
  });
});

it('a conversation without a store completes `whenSaved` at once', () => {
  const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
  const done = new Subject<void>();
  let isSaved = false;
  done.subscribe(() => (isSaved = true));
  conversation.whenSaved().subscribe(done);

  expect([isSaved, conversation.retryLoad()]).toEqual([true, false]);
});

function nextId(): () => string {
  let count = 0;
  return () => `id-${(count += 1)}`;
}
