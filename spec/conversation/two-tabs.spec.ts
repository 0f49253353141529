import { type Observable, Subject, asyncScheduler, concatMap, delay, from, map, of, tap, timer } from 'rxjs';
import {
  Conversation,
  type ConversationChanges,
  type ConversationLock,
  type ConversationStore,
  type LoadOptions,
  VeniceClient,
} from 'venice-rx';
import { memoryStore } from 'venice-rx/stores';
import { type ChatReply, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { mutex } from './mutex.js';
import { inShort } from './played.js';

/** What two tabs do with one conversation, by the millisecond at which it happens. */
type Deeds = (one: Conversation, other: Conversation) => Readonly<Record<number, () => void>>;

function play(
  replies: readonly ChatReply[],
  options: Partial<LoadOptions>,
  deeds: Deeds,
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
      conversation.state.subscribe((state) => log.push(`${asyncScheduler.now()} ${inShort(state)}`));
      return conversation;
    };
    const [one, other] = [open(), open()];
    for (const [at, deed] of Object.entries(deeds(one, other))) timer(Number(at)).subscribe(deed);
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
  it('show the same: the other one follows within a second', () => {
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
          expect(inShort(other.currentState)).toBe('idle: Hi <abcd>');
          other.setMetadata(other.currentState.entries[0]!.id, { pinned: true });
        },
        1001: () => {
          expect(one.currentState.entries[0]?.metadata).toEqual({ pinned: true });
        },
      };
    });
  });

  it('send one after the other: the second one waits, and continues after the first', () => {
    const { logs, transport } = play(['----a|', 'b|'], { lock: lock() }, (one, other) => {
      one.send('One');
      return {
        2: () => {
          const { isAccepted } = other.send('Two');
          expect(isAccepted).toBe(true);
          expect(inShort(other.currentState)).toBe('queued: One +1');
          expect(other.send('Three', { whileRunning: 'exhaust' }).isAccepted).toBe(false);
        },
        3: () => {
          expect(inShort(one.currentState)).toBe('pending: One +1');
        },
        50: () => {
          expect(inShort(one.currentState)).toBe('idle: One <a> Two <b>');
          expect(inShort(other.currentState)).toBe('idle: One <a> Two <b>');
        },
      };
    });
    expect(transport.requests).toHaveLength(2);
    expect(logs[1]?.some((line) => line.includes('queued'))).toBe(true);
  });

  it('do not start a command twice, and the one that waits can be cancelled from the other tab', () => {
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
          expect(inShort(other.currentState)).toBe('idle: One <a>');
        },
      };
    });
    expect(transport.requests).toHaveLength(1);
  });

  it('stop the run and hold the queue of both when the one that waits is stopped', () => {
    const { transport } = play(['----a|', 'b|'], { lock: lock() }, (one, other) => {
      one.send('One');
      return {
        2: () => {
          other.send('Two');
          other.stop();
          expect(inShort(other.currentState)).toBe('idle: One +1 held');
        },
        50: () => {
          expect(inShort(other.currentState)).toBe('idle: One +1 held');
          expect(inShort(one.currentState)).toBe('idle: One +1 held');
          // It adopts the command of the other tab.
          expect(one.resume()).toBe(true);
        },
        90: () => {
          expect(inShort(other.currentState)).toBe('idle: One Two <b>');
        },
      };
    });
    expect(transport.requests).toHaveLength(2);
  });

  it('stop a run in a part that the other tab removes', () => {
    const { transport } = play(['-a-b-c-d-e|'], { lock: lock() }, (one, other) => {
      one.send('One', { id: 'one' });
      return {
        4: () => {
          other.remove('one');
        },
        50: () => {
          expect([inShort(one.currentState), inShort(other.currentState)]).toEqual(['idle:', 'idle:']);
          expect(one.currentState.entries).toEqual([]);
        },
      };
    });
    expect(transport.requests).toHaveLength(1);
  });

  it('end in the same version after both have edited a question', () => {
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
        expect(inShort(second.currentState)).toBe('queued: One +1');
      };
      timer(3).subscribe(die);
      timer(29_000).subscribe(() => {
        expect(transport.requests).toHaveLength(1);
      });
      timer(31_000).subscribe(() => {
        expect(inShort(second!.currentState)).toBe('idle: One <b>');
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

  /** Opens a conversation that sends `One`, and another one later, which must have the whole history. */
  function reopened(wrap: (store: ConversationStore) => ConversationStore): readonly string[] {
    return inVirtualTime(({ flush }) => {
      const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport('a|') });
      const store = memoryStore();
      const shown: string[] = [];
      const open = (over: ConversationStore): Conversation => {
        const options = { store: over, request: { model: 'default' }, messages: [system] };
        return Conversation.load('chat', client.chat.completions, { ...options, lock: 'store' });
      };
      const first = open(wrap(store));
      first.send('One');
      timer(40_000).subscribe(() => {
        first.close();
      });
      timer(80_000).subscribe(() => {
        const second = open(store);
        shown.push(...[first, second].map(({ currentState }) => inShort(currentState)));
        second.close();
      });
      flush();
      return shown;
    });
  }

  it('are saved with the first question if the right to send was saved before, and the reply was lost', () => {
    let appends = 0;
    const shown = reopened((store) => ({
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

  it('are saved with the first question if another tab has only requested the right to send', () => {
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
        expect([tab, later].map(({ currentState }) => inShort(currentState))).toEqual([
          'idle: [Be brief.] Two <b>',
          'idle: [Be brief.] Two <b>',
        ]);
        for (const conversation of [tab, later]) conversation.close();
      });
      flush();
    });
  });

  it('are saved by the tab that has more of them than the one that was first', () => {
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
        expect(ids[0]).toContain('initial-2');
        expect([ids[1], ids[2]]).toEqual([ids[0], ids[0]]);
        expect(updated.currentState.messages).toContainEqual({ role: 'user', content: 'Two' });
        for (const conversation of [old, updated, later]) conversation.close();
      });
      flush();
    });
  });
});

it('follows a conversation that is deleted', () => {
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
  /** A store whose data can be replaced, and which does not load all rows while it `isAway`. */
  function replaceableStore() {
    const changes = new Subject<number>();
    const control = { current: memoryStore(), isAway: false };
    const store: ConversationStore = {
      load: (id, since) => {
        if (control.isAway && since === undefined) throw new Error('away');
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
    deeds: (
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
      for (const [at, deed] of Object.entries(deeds(...tabs, control))) timer(Number(at)).subscribe(deed);
      timer(100_000).subscribe(() => {
        const later = open();
        const ends = [...tabs, later].map(({ currentState }) => inShort(currentState));
        expect(new Set(ends)).toEqual(new Set(['idle: One <a> Two <b> Three <c>']));
        expect(tabs.map(({ currentState }) => currentState.saveError)).toEqual([undefined, undefined]);
        for (const conversation of [...tabs, later]) conversation.close();
      });
      flush();
    });
  }

  it('has everything again: both tabs still follow each other', () => {
    playCleared((one, other, control) => ({
      1: () => one.send('One'),
      50: () => one.send('Two', { id: 'two' }),
      100: () => {
        control.current = memoryStore();
      },
      200: () => other.send('Three'),
      300: () => {
        expect(inShort(one.currentState)).toBe('idle: One <a> Two <b> Three <c>');
        one.setMetadata('two', { pinned: true });
      },
      400: () => {
        expect(other.currentState.entries[2]?.metadata).toEqual({ pinned: true });
      },
    }));
  });

  it('has everything again if it fails in between, and is written to by the other tab', () => {
    playCleared((one, other, control) => ({
      1: () => one.send('One'),
      50: () => one.send('Two', { id: 'two' }),
      100: () => {
        control.current = memoryStore();
        control.isAway = true;
      },
      200: () => other.send('Three'),
      5000: () => {
        control.isAway = false;
      },
    }));
  });

  it('does not overwrite a complete answer with a part of it from a backup', () => {
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

it('loads again what is saved while it loads, from a store whose notifications have no revision', () => {
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

it('loads again if the store reads from a replica that does not have what was announced yet', () => {
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
