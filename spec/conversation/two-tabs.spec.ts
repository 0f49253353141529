import {
  type Observable,
  Subject,
  asyncScheduler,
  concatMap,
  delay,
  first,
  from,
  map,
  of,
  tap,
  timer,
} from 'rxjs';
import {
  Conversation,
  type ConversationChanges,
  type ConversationExport,
  type ConversationLock,
  type ConversationStore,
  type LoadOptions,
  VeniceClient,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { mutex } from './mutex.js';
import { summarize } from './play-conversation.js';

/** The actions of two tabs in one conversation, by their time in milliseconds. */
type Actions = (one: Conversation, other: Conversation) => Readonly<Record<number, () => void>>;

function play(
  replies: readonly ChatReply[],
  options: Partial<LoadOptions>,
  actions: Actions,
): {
  readonly logs: readonly (readonly string[])[];
  readonly transport: ReturnType<typeof scriptedTransport>;
} {
  return inVirtualTime(({ flush }) => {
    const transport = scriptedTransport(...replies);
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const store = memoryStore();
    const logs: string[][] = [];
    const open = (): Conversation => {
      const conversation = Conversation.load('chat', client.chat.completions, {
        store,
        request: { model: 'default' },
        ...options,
      });
      const log: string[] = [];
      logs.push(log);
      conversation.state.subscribe((state) => log.push(`${asyncScheduler.now()} ${summarize(state)}`));
      return conversation;
    };
    const [one, other] = [open(), open()];
    for (const [at, action] of Object.entries(actions(one, other))) timer(Number(at)).subscribe(action);
    timer(200_000).subscribe(() => {
      for (const conversation of [one, other]) conversation.close();
    });
    flush();
    return { logs, transport };
  });
}

function readRevision(store: ConversationStore): number {
  let current = 0;
  from(store.load('chat')).subscribe(({ revision }) => (current = revision));
  return current;
}

const locks: readonly [string, () => ConversationLock | 'store'][] = [
  ['a lock', mutex],
  ['a row of the store', () => 'store'],
];

describe.each(locks)('two tabs with %s', (_, lock) => {
  it('show the same conversation within a second', () => {
    play(['a-b-c---------d|'], { lock: lock(), saveInterval: 400 }, (one, other) => {
      one.send('Hi');
      return {
        2: () => {
          const [question, answer] = other.currentState.entries;
          expect(question).toMatchObject({ message: { content: 'Hi' }, status: 'done' });
          expect(answer).toMatchObject({ message: { content: 'a' }, status: 'streaming' });
          expect(other.currentState).toMatchObject({ isRunning: false, messages: [{ content: 'Hi' }] });
        },
        1000: () => {
          expect(summarize(other.currentState)).toBe('idle: Hi <abcd>');
          other.setMetadata(other.currentState.entries[0]!.id, { pinned: true });
        },
        1001: () => {
          expect(one.currentState.entries[0]?.metadata).toEqual({ pinned: true });
        },
      };
    });
  });

  it('send one after the other: the second tab waits until the run of the first tab has ended', () => {
    const { logs, transport } = play(['----a|', 'b|'], { lock: lock() }, (one, other) => {
      one.send('One');
      return {
        2: () => {
          const { isAccepted } = other.send('Two');
          expect(isAccepted).toBe(true);
          expect(summarize(other.currentState)).toBe('queued: One +1');
          expect(other.send('Three', { whileRunning: 'exhaust' }).isAccepted).toBe(false);
        },
        3: () => {
          expect(summarize(one.currentState)).toBe('pending: One +1');
        },
        50: () => {
          expect(summarize(one.currentState)).toBe('idle: One <a> Two <b>');
          expect(summarize(other.currentState)).toBe('idle: One <a> Two <b>');
        },
      };
    });
    expect(transport.requests).toHaveLength(2);
    expect(logs[1]?.some((line) => line.includes('queued'))).toBe(true);
  });

  it('do not start a command twice, and can cancel a waiting command of the other tab', () => {
    const { transport } = play(['----a|', 'b|'], { lock: lock() }, (one, other) => {
      one.send('One');
      return {
        2: () => {
          other.send('Two', { id: 'two' });
          one.send('Two', { id: 'two' });
        },
        3: () => {
          expect(one.cancelQueued('two')).toBe(true);
        },
        50: () => {
          expect(summarize(other.currentState)).toBe('idle: One <a>');
        },
      };
    });
    expect(transport.requests).toHaveLength(1);
  });

  it('do not queue a command again that was changed before the tab knew of its start in the other tab', () => {
    const memory = memoryStore();
    // The changes of the second tab arrive in the store after the first tab has started the command.
    const store: ConversationStore = {
      load: (...args) => memory.load(...args),
      list: () => memory.list(),
      delete: (id) => memory.delete(id),
      append: (...args) => timer(20).pipe(concatMap(() => from(memory.append(...args)))),
      changes: (id) => from(memory.changes(id)).pipe(delay(20)),
    };
    const { transport } = play(['- 999ms a|', 'b|'], { store, lock: lock() }, (one, other) => {
      timer(100).subscribe(() => one.send('One'));
      timer(200).subscribe(() => one.send('Two', { id: 'two' }));
      const endOfFirst = one.state.pipe(
        first(({ status, entries }) => status === 'pending' && entries.length > 2),
      );
      endOfFirst.subscribe(() => {
        expect(other.editQueued('two', 'Rather two')).toBe(true);
      });
      return {
        5000: () => {
          expect([one, other].map(({ currentState }) => summarize(currentState))).toEqual([
            'idle: One <a> Two <b>',
            'idle: One <a> Two <b>',
          ]);
        },
      };
    });
    expect(transport.requests).toHaveLength(2);
  });

  it('do not queue a command of an export again that was cancelled before the first change of the other tab', () => {
    const from: ConversationExport = {
      version: 2,
      entries: [
        { id: 'q', parentId: null, message: { role: 'user', content: 'Q' }, createdAt: 0, status: 'done' },
      ],
      selected: [],
      queue: [{ type: 'send', id: 'x', content: 'X' }],
    };
    const { transport } = play(['a|'], { from, lock: lock() }, (one, other) => ({
      1000: () => {
        expect(one.cancelQueued('x')).toBe(true);
        other.setMetadata('q', { pinned: true });
      },
      5000: () => {
        expect([one, other].map(({ currentState }) => summarize(currentState))).toEqual([
          'idle: Q',
          'idle: Q',
        ]);
      },
    }));
    expect(transport.requests).toHaveLength(0);
  });

  it('stop the run and hold the queue of both tabs after `stop` in the waiting tab', () => {
    const { transport } = play(['----a|', 'b|'], { lock: lock() }, (one, other) => {
      one.send('One');
      return {
        2: () => {
          other.send('Two');
          other.stop();
          expect(summarize(other.currentState)).toBe('idle: One +1 held');
        },
        50: () => {
          expect(summarize(other.currentState)).toBe('idle: One +1 held');
          expect(summarize(one.currentState)).toBe('idle: One +1 held');
          // `resume` starts the command of the other tab, too.
          expect(one.resume()).toBe(true);
        },
        90: () => {
          expect(summarize(other.currentState)).toBe('idle: One Two <b>');
        },
      };
    });
    expect(transport.requests).toHaveLength(2);
  });

  it('stop a run whose question the other tab removes', () => {
    const { transport } = play(['-a-b-c-d-e|'], { lock: lock() }, (one, other) => {
      one.send('One', { id: 'one' });
      return {
        4: () => {
          other.remove('one');
        },
        50: () => {
          expect([summarize(one.currentState), summarize(other.currentState)]).toEqual(['idle:', 'idle:']);
          expect(one.currentState.entries).toEqual([]);
        },
      };
    });
    expect(transport.requests).toHaveLength(1);
  });

  it('show the same version after both tabs have edited a question', () => {
    play(['a|', 'b|', 'c|'], { lock: lock() }, (one, other) => {
      one.send('One', { id: 'one' });
      return {
        20: () => {
          one.edit('one', 'Rather one');
          other.edit('one', 'Rather two');
        },
        90: () => {
          expect(other.currentState.entries).toEqual(one.currentState.entries);
          expect(one.currentState.entries[0]?.versions).toHaveLength(3);
        },
      };
    });
  });
});

describe('a row of the store as the lock', () => {
  it('expires half a minute after its process has died', () => {
    inVirtualTime(({ flush }) => {
      const transport = scriptedTransport('a---------|', 'b|');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const store = memoryStore();
      let isDead = false;
      const dying = {
        load: (id: string, since?: number) => store.load(id, since),
        append: (...args: Parameters<typeof store.append>) => {
          if (isDead) throw new Error('dead');
          return store.append(...args);
        },
        changes: (id: string) => store.changes(id),
        list: () => store.list(),
        delete: (id: string) => store.delete(id),
      };
      const options = { request: { model: 'default' }, lock: 'store' } as const;
      const first = Conversation.load('chat', client.chat.completions, { ...options, store: dying });
      first.send('One');
      let second: Conversation | undefined;
      const die = (): void => {
        isDead = true;
        first.close();
        second = Conversation.load('chat', client.chat.completions, { ...options, store });
        second.regenerate();
        expect(summarize(second.currentState)).toBe('queued: One +1');
      };
      timer(3).subscribe(die);
      timer(29_000).subscribe(() => {
        expect(transport.requests).toHaveLength(1);
      });
      timer(31_000).subscribe(() => {
        expect(summarize(second!.currentState)).toBe('idle: One <b>');
        expect(second!.currentState.entries[1]?.versions).toHaveLength(2);
        second!.close();
      });
      flush();
    });
  });
});

describe('the initial messages', () => {
  const system = { role: 'system', content: 'Be brief.' } as const;
  const greeting = { role: 'assistant', content: 'Hello!' } as const;

  /** Sends `One` in a conversation whose store is wrapped, opens another conversation later, and returns a summary of both. */
  function sendAndReopen(wrap: (store: ConversationStore) => ConversationStore): readonly string[] {
    return inVirtualTime(({ flush }) => {
      const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('a|') });
      const store = memoryStore();
      const shown: string[] = [];
      const open = (opened: ConversationStore): Conversation => {
        const options = { store: opened, request: { model: 'default' }, messages: [system] };
        return Conversation.load('chat', client.chat.completions, { ...options, lock: 'store' });
      };
      const first = open(wrap(store));
      first.send('One');
      timer(40_000).subscribe(() => {
        first.close();
      });
      timer(80_000).subscribe(() => {
        const second = open(store);
        shown.push(...[first, second].map(({ currentState }) => summarize(currentState)));
        second.close();
      });
      flush();
      return shown;
    });
  }

  it('are saved with the first question even if the reply to the first write was lost', () => {
    let appends = 0;
    const shown = sendAndReopen((store) => ({
      load: (id, since) => store.load(id, since),
      append: (...args) => {
        appends += 1;
        const isLost = appends === 1;
        return from(store.append(...args)).pipe(
          map((revision) => {
            if (isLost) throw new Error('the connection was lost');
            return revision;
          }),
        );
      },
      changes: (id) => store.changes(id),
      list: () => store.list(),
      delete: (id) => store.delete(id),
    }));
    expect(shown).toEqual(['idle: [Be brief.] One <a>', 'idle: [Be brief.] One <a>']);
  });

  it('are saved with the first question even if another tab has already requested the lock', () => {
    inVirtualTime(({ flush }) => {
      const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('b|') });
      const store = memoryStore();
      const open = (): Conversation =>
        Conversation.load('chat', client.chat.completions, {
          store,
          lock: 'store',
          request: { model: 'default' },
          messages: [system],
        });
      const tab = open();
      from(
        store.append('chat', [{ type: 'sender', id: '', value: { owner: 'gone', at: 0 } }], 0),
      ).subscribe();
      timer(10).subscribe(() => {
        tab.send('Two');
      });
      timer(40_000).subscribe(() => {
        const later = open();
        expect([tab, later].map(({ currentState }) => summarize(currentState))).toEqual([
          'idle: [Be brief.] Two <b>',
          'idle: [Be brief.] Two <b>',
        ]);
        for (const conversation of [tab, later]) conversation.close();
      });
      flush();
    });
  });

  it('are saved by a second tab that has more of them than the first tab', () => {
    inVirtualTime(({ flush }) => {
      const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('a|', 'b|') });
      const store = memoryStore();
      const open = (messages: LoadOptions['messages'] = []): Conversation =>
        Conversation.load('chat', client.chat.completions, {
          store,
          lock: 'store',
          request: { model: 'default' },
          messages,
        });
      const [old, updated] = [open([system]), open([system, greeting])];
      timer(1).subscribe(() => {
        old.send('One');
      });
      timer(50).subscribe(() => {
        updated.send('Two');
      });
      timer(1000).subscribe(() => {
        const later = open();
        const ids = [old, updated, later].map((one) =>
          one
            .export()
            .entries.map(({ id }) => id)
            .sort(),
        );
        // The id of the second initial message.
        expect(ids[0]).toContain('initial-2');
        expect([ids[1], ids[2]]).toEqual([ids[0], ids[0]]);
        expect(updated.currentState.messages).toContainEqual({ role: 'user', content: 'Two' });
        for (const conversation of [old, updated, later]) conversation.close();
      });
      flush();
    });
  });
});

it('a conversation is empty after its store has deleted it', () => {
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('a|') });
    const store = memoryStore();
    const conversation = Conversation.load('chat', client.chat.completions, {
      store,
      lock: false,
      request: { model: 'default' },
    });
    conversation.send('One');
    timer(50)
      .pipe(concatMap(() => store.delete('chat')))
      .subscribe();
    timer(60)
      .pipe(concatMap(() => store.list()))
      .subscribe((list) => {
        expect([conversation.currentState.entries, list]).toEqual([[], []]);
        conversation.close();
      });
    flush();
  });
});

describe('a store whose data is cleared while two tabs are open', () => {
  /** A store whose data can be replaced, and which cannot load all rows while it `isUnavailable`. */
  function replaceableStore() {
    const changes = new Subject<number>();
    const control = { current: memoryStore(), isUnavailable: false };
    const store: ConversationStore = {
      load: (id, since) => {
        if (control.isUnavailable && since === undefined) throw new Error('unavailable');
        return control.current.load(id, since);
      },
      append: (id, rows, revision) =>
        from(control.current.append(id, rows, revision)).pipe(
          tap((current) => {
            changes.next(current);
          }),
        ),
      changes: () => changes,
      list: () => control.current.list(),
      delete: (id) => control.current.delete(id),
    };
    return { store, control };
  }

  function playCleared(
    actions: (
      one: Conversation,
      other: Conversation,
      control: ReturnType<typeof replaceableStore>['control'],
    ) => Readonly<Record<number, () => void>>,
  ): void {
    inVirtualTime(({ flush }) => {
      const transport = scriptedTransport('a|', 'b|', 'c|', 'd|');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const { store, control } = replaceableStore();
      const open = (): Conversation =>
        Conversation.load('chat', client.chat.completions, {
          store,
          lock: false,
          request: { model: 'default' },
        });
      const tabs = [open(), open()] as const;
      for (const [at, action] of Object.entries(actions(...tabs, control)))
        timer(Number(at)).subscribe(action);
      timer(100_000).subscribe(() => {
        const later = open();
        const ends = [...tabs, later].map(({ currentState }) => summarize(currentState));
        expect(new Set(ends)).toEqual(new Set(['idle: One <a> Two <b> Three <c>']));
        expect(tabs.map(({ currentState }) => currentState.saveError)).toEqual([undefined, undefined]);
        for (const conversation of [...tabs, later]) conversation.close();
      });
      flush();
    });
  }

  it('gets all rows again, and both tabs still receive the changes of each other', () => {
    playCleared((one, other, control) => ({
      1: () => one.send('One'),
      50: () => one.send('Two', { id: 'two' }),
      100: () => {
        control.current = memoryStore();
      },
      200: () => other.send('Three'),
      300: () => {
        expect(summarize(one.currentState)).toBe('idle: One <a> Two <b> Three <c>');
        one.setMetadata('two', { pinned: true });
      },
      400: () => {
        expect(other.currentState.entries[2]?.metadata).toEqual({ pinned: true });
      },
    }));
  });

  it('gets all rows again even if it cannot be read for some time while the other tab writes', () => {
    playCleared((one, other, control) => ({
      1: () => one.send('One'),
      50: () => one.send('Two', { id: 'two' }),
      100: () => {
        control.current = memoryStore();
        control.isUnavailable = true;
      },
      200: () => other.send('Three'),
      5000: () => {
        control.isUnavailable = false;
      },
    }));
  });

  it('does not replace a complete answer by the beginning of it from a backup', () => {
    playCleared((one, other, control) => ({
      1: () => one.send('One'),
      50: () => one.send('Two'),
      100: () => other.send('Three'),
      200: () => {
        const { id, parentId, createdAt } = one.currentState.entries[1]!;
        const message = { role: 'assistant', content: 'par' };
        const value = { id, parentId, message, createdAt, status: 'streaming' };
        control.current = memoryStore();
        from(control.current.append('chat', [{ type: 'entry', id, value }], 0)).subscribe();
        other.setMetadata(id, { pinned: true });
      },
    }));
  });
});

it('a conversation merges rows that are saved during a load, even if the notifications of the store have no revision', () => {
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport() });
    const store = memoryStore();
    const slow: ConversationStore = {
      load: (id, since) => from(store.load(id, since)).pipe(delay(10)),
      append: (id, rows, revision) => store.append(id, rows, revision),
      changes: (id) => from(store.changes(id)).pipe(map(() => undefined)),
      list: () => store.list(),
      delete: (id) => store.delete(id),
    };
    const options = { request: { model: 'default' }, lock: 'store' } as const;
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const one = Conversation.load('chat', client.chat.completions, { ...options, store, messages });
    const other = Conversation.load('chat', client.chat.completions, { ...options, store: slow });
    const id = one.currentState.entries[0]!.id;
    timer(20).subscribe(() => {
      one.setMetadata(id, { seen: 1 });
    });
    timer(25).subscribe(() => {
      one.setMetadata(id, { seen: 2 });
    });
    timer(1000).subscribe(() => {
      expect(other.currentState.entries[0]?.metadata).toEqual({ seen: 2 });
      for (const conversation of [one, other]) conversation.close();
    });
    flush();
    expect.assertions(1);
  });
});

it('a conversation repeats the load if a replica does not have the announced revision yet', () => {
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport() });
    const store = memoryStore();
    let loads = 0;
    let replica: Observable<ConversationChanges> | undefined;
    const lagging: ConversationStore = {
      load: (id, since) => {
        loads += 1;
        return replica ?? store.load(id, since);
      },
      append: (id, rows, revision) => store.append(id, rows, revision),
      changes: (id) => store.changes(id),
      list: () => store.list(),
      delete: (id) => store.delete(id),
    };
    const options = { request: { model: 'default' }, lock: 'store' } as const;
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const one = Conversation.load('chat', client.chat.completions, { ...options, store, messages });
    const other = Conversation.load('chat', client.chat.completions, { ...options, store: lagging });
    const id = one.currentState.entries[0]!.id;
    one.setMetadata(id, { seen: 1 });
    timer(10).subscribe(() => {
      replica = of({ revision: readRevision(store), rows: [] });
      one.setMetadata(id, { seen: 2 });
    });
    timer(3000).subscribe(() => {
      expect(other.currentState.entries[0]?.metadata).toEqual({ seen: 1 });
      expect(loads).toBeLessThan(10);
      replica = undefined;
    });
    timer(10_000).subscribe(() => {
      expect(other.currentState.entries[0]?.metadata).toEqual({ seen: 2 });
      for (const conversation of [one, other]) conversation.close();
    });
    flush();
    expect.assertions(3);
  });
});
