// A conversation in a store that is rendered on a server, and continued in the browser. More than 150 lines, since all cases share the
// helpers for the two platforms.
import { ApplicationRef, PLATFORM_ID, TransferState, provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  type ObservableInput,
  concatMap,
  firstValueFrom,
  from,
  asyncScheduler,
  throwError,
  timer,
} from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationChanges,
  type ConversationStore,
  VeniceClient,
} from 'venice-rx';
import {
  type ConversationRef,
  type InjectStoredConversationOptions,
  injectConversation,
  provideVenice,
} from 'venice-rx/angular';
import { memoryStore } from 'venice-rx/stores';
import { type ScriptedTransport, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { watch } from './support/watch.js';

type Options = Partial<InjectStoredConversationOptions>;

/** Wraps a store, and records its calls. */
function withLog(store: ConversationStore, calls: string[]): ConversationStore {
  const log = <T>(call: string, result: T): T => {
    calls.push(call);
    return result;
  };
  return {
    load: (id, since) => log(`load since ${since ?? 'the start'}`, store.load(id, since)),
    append: (id, rows, revision) => log('append', store.append(id, rows, revision)),
    list: () => store.list(),
    delete: (id) => store.delete(id),
    changes: (id) => log('changes', store.changes(id)),
  };
}

/** Wraps a store: the result of each `load` passes through a function. */
const withLoad = (
  store: ConversationStore,
  load: (changes: ObservableInput<ConversationChanges>) => ObservableInput<ConversationChanges>,
): ConversationStore => ({
  ...withLog(store, []),
  load: (id, since) => load(store.load(id, since)),
});

/** Adds a question and its answer to the conversation `a` of a store. */
function say(store: ConversationStore, question: string, answer = '-Hello|'): void {
  inVirtualTime(({ flush }) => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(answer) });
    const request = { model: 'default' };
    const conversation = Conversation.load('a', client.chat.completions, { store, request, lock: false });
    conversation.send(question).completion.subscribe(() => {
      conversation.close();
    });
    flush();
  });
}

function storeWith(...questions: readonly string[]): ConversationStore {
  const store = memoryStore();
  for (const question of questions) say(store, question);
  return store;
}

function start(
  platform: 'browser' | 'server',
  stores: readonly ConversationStore[],
  options: Options,
  transport: ScriptedTransport,
): readonly ConversationRef[] {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({
    providers: [
      provideZonelessChangeDetection(),
      { provide: PLATFORM_ID, useValue: platform },
      provideVenice({ baseURL: 'http://test', transport }),
    ],
  });
  return TestBed.runInInjectionContext(() =>
    stores.map((store) =>
      injectConversation(() => ({ id: 'a', store, lock: false, request: { model: 'default' }, ...options })),
    ),
  );
}

const toText = ({ status, entries }: ConversationRef): string =>
  [status(), ...entries().map(({ message, status }) => `${toContent(message)} (${status})`)].join(' ');

const toContent = ({ content }: ChatMessage): string => (typeof content === 'string' ? content : '');

interface Rendered {
  readonly texts: readonly string[];
  /** The transfer state in the page. */
  readonly page: string;
}

/** Renders the application on a server until it is stable, in real time. */
async function onServer(
  stores: readonly ConversationStore[],
  options: Options = {},
  act: (chat: ConversationRef) => void = () => undefined,
): Promise<Rendered> {
  const chats = start('server', stores, options, scriptedTransport());
  for (const chat of chats) chat.status();
  await TestBed.inject(ApplicationRef).whenStable();
  for (const chat of chats) act(chat);
  await TestBed.inject(ApplicationRef).whenStable();
  const rendered = { texts: chats.map(toText), page: TestBed.inject(TransferState).toJson() };
  TestBed.resetTestingModule();
  return rendered;
}

/** The conversations of a page in the browser, which reads the transfer state. */
function inBrowser(page: string, ...stores: readonly ConversationStore[]): readonly ConversationRef[] {
  const chats = start('browser', stores, load, scriptedTransport());
  const state = TestBed.inject(TransferState);
  for (const [key, value] of Object.entries(JSON.parse(page) as Record<string, unknown>))
    state.set(key as never, value as never);
  return chats;
}

const load = { onServer: 'load' } as const;
const hello = (question: string): string => `idle ${question} (done) Hello (done)`;

it('loads nothing on a server without `onServer: "load"`', async () => {
  const calls: string[] = [];
  const { texts, page } = await onServer([withLog(storeWith('Hi'), calls)]);

  expect(texts).toEqual(['loading']);
  expect(page).toBe('{}');
  expect(calls).toEqual([]);
  expect(toText(inBrowser(page, storeWith('Hi'))[0]!)).toBe(hello('Hi'));
});

it('leaves no timer behind when the page is destroyed', () => {
  inVirtualTime(({ flush }) => {
    expect(start('server', [memoryStore()], {}, scriptedTransport())[0]!.status()).toBe('loading');
    TestBed.resetTestingModule();
    flush();

    expect(asyncScheduler.now()).toBe(0);
  });
});

it('delays the page until the conversation is loaded', async () => {
  const slow = withLoad(storeWith('Hi'), (changes) => timer(20).pipe(concatMap(() => changes)));

  expect((await onServer([slow], load)).texts).toEqual([hello('Hi')]);
});

it('is complete in the first rendering of the browser, which then loads only later rows', async () => {
  const store = storeWith('Hi');
  const { page } = await onServer([store], load);
  const calls: string[] = [];

  inVirtualTime((helpers) => {
    const later = withLoad(withLog(store, calls), (changes) => timer(3).pipe(concatMap(() => changes)));
    const chat = inBrowser(page, later)[0]!;
    const shown = watch(helpers, chat.entries);

    helpers.expectObservable(shown).toBe('e', { e: chat.entries() });
  });

  const { revision } = await firstValueFrom(from(store.load('a')));
  expect(calls).toEqual(['changes', `load since ${revision}`]);
});

it('has the messages that were stored after the page was rendered', async () => {
  const store = storeWith('Hi');
  const { page } = await onServer([store], load);
  say(store, 'And now?');

  inVirtualTime((helpers) => {
    const later = withLoad(store, (changes) => timer(3).pipe(concatMap(() => changes)));
    const chat = inBrowser(page, later)[0]!;
    const shown = watch(helpers, () => chat.entries().length);

    helpers.expectObservable(shown).toBe('2--4', { 2: 2, 4: 4 });
  });
});

it('sends and writes nothing on a server, and ends no run of another process', async () => {
  const store = memoryStore();
  const entry = (id: string, parentId: string | null, status: string, message: object) =>
    ({ type: 'entry', id, value: { id, parentId, status, message, createdAt: 0 } }) as const;
  const rows = [
    entry('q', null, 'done', { role: 'user', content: 'Hi' }),
    entry('a', 'q', 'streaming', { role: 'assistant', content: 'Hel' }),
  ];
  await firstValueFrom(from(store.append('a', rows, 0)));
  const calls: string[] = [];
  const { texts, page } = await onServer([withLog(store, calls)], load, (chat) => {
    chat.send('Again');
    chat.setMetadata('q', { isSeen: true });
  });

  expect(texts).toEqual(['queued Hi (done) Hel (streaming)']);
  expect(calls).toEqual(['load since the start']);
  // The negative control: the same conversation sends in a browser.
  expect(toText(inBrowser(page, store)[0]!)).toBe('idle Hi (done) Hel (stopped)');
});

it('renders the page even if the store fails, and loads in the browser', async () => {
  const broken = withLoad(memoryStore(), () => throwError(() => new Error('offline')));
  const { texts, page } = await onServer([broken], load);

  expect(texts).toEqual(['failed']);
  expect(page).toBe('{}');
  expect(toText(inBrowser(page, storeWith('Hi'))[0]!)).toBe(hello('Hi'));
});

it('transfers the rows of two stores separately', async () => {
  const stores = [storeWith('Hi'), storeWith('Ho')];
  const { page } = await onServer(stores, load);

  expect(inBrowser(page, ...stores).map(toText)).toEqual([hello('Hi'), hello('Ho')]);
});

it('uses the transferred rows once: the next conversation is loaded', async () => {
  const { page } = await onServer([storeWith('Hi')], load);
  const chats = inBrowser(page, storeWith('Hi'), storeWith('Ho'));

  expect(chats.map(toText)).toEqual([hello('Hi'), hello('Ho')]);
  expect(TestBed.inject(TransferState).toJson()).toBe('{}');
});

it('writes nothing to a store whose revision is lower than that of the page', async () => {
  const { page } = await onServer([storeWith('Hi', 'Ho')], load);
  const other = storeWith('Mine');
  let saveError: Error | undefined;

  inVirtualTime(({ flush }) => {
    const chat = inBrowser(page, other)[0]!;
    chat.setMetadata(chat.entries()[0]!.id, { isSeen: true });
    timer(60_000).subscribe(() => {
      saveError = chat.saveError();
      TestBed.resetTestingModule();
    });
    flush();
  });
  const { rows } = await firstValueFrom(from(other.load('a')));

  expect(JSON.stringify(rows)).not.toMatch(/Hi|Ho|isSeen/);
  expect(saveError?.cause).toMatchObject({
    message: 'the page was not rendered from this store: reload the page',
  });
});

it('waits between two calls of `changes` that fail', async () => {
  const { page } = await onServer([storeWith('Hi')], load);
  const calls: string[] = [];
  const broken = withLog(
    { ...storeWith('Hi'), changes: () => throwError(() => new Error('offline')) },
    calls,
  );

  inVirtualTime(({ flush }) => {
    const chat = inBrowser(page, broken)[0]!;
    chat.status();
    timer(10_000).subscribe(() => {
      expect(calls.filter((call) => call === 'changes').length).toBeLessThan(8);
      TestBed.resetTestingModule();
    });
    flush();
  });
  expect.assertions(1);
});
