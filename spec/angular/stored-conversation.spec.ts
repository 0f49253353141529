// A conversation in a store, whose id is a signal.
import {
  Component,
  EnvironmentInjector,
  Injector,
  type WritableSignal,
  createEnvironmentInjector,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  type ConversationRef,
  type InjectStoredConversationOptions,
  injectConversation,
} from 'venice-rx/angular';
import { memoryStore } from 'venice-rx/stores';
import { type ScriptedTransport, inVirtualTime, scriptedTransport } from 'venice-rx/testing';
import { application } from './support/application.js';
import { watch } from './support/watch.js';

interface StoredChat {
  /** Id of the conversation, initially `a`. */
  readonly thread: WritableSignal<string>;
  readonly chat: ConversationRef;
  readonly injector: EnvironmentInjector;
  /** Ids of the conversations in the order in which they were loaded. */
  readonly loadedIds: readonly string[];
}

function open(
  transport: ScriptedTransport,
  more: () => Partial<InjectStoredConversationOptions> = () => ({}),
): StoredChat {
  application({ transport });
  const loadedIds: string[] = [];
  const memory = memoryStore();
  const store: typeof memory = {
    load: (id, since) => {
      if (loadedIds.at(-1) !== id) loadedIds.push(id);
      return memory.load(id, since);
    },
    append: (id, rows, revision) => memory.append(id, rows, revision),
    list: () => memory.list(),
    delete: (id) => memory.delete(id),
    changes: (id) => memory.changes(id),
  };
  const thread = signal('a');
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  const options = (): InjectStoredConversationOptions => ({
    id: thread(),
    store,
    lock: false,
    request: { model: 'default' },
    ...more(),
  });
  return { thread, chat: injectConversation(options, injector.get(Injector)), injector, loadedIds };
}

const toText = ({ entries }: ConversationRef): string =>
  entries()
    .map(({ message }) => (typeof message.content === 'string' ? message.content : ''))
    .join(' ');

it('shows the conversation of the current id, and nothing of the previous conversation', () => {
  inVirtualTime((helpers) => {
    const { chat, thread } = open(scriptedTransport('-A|', '-B|'));
    const shown = watch(helpers, () => toText(chat));
    const atOnce: string[] = [];

    helpers.cold('-1--b-2---a').subscribe((step) => {
      if (step === '1' || step === '2') chat.send(step);
      else {
        thread.set(step);
        atOnce.push(toText(chat));
      }
    });

    helpers
      .expectObservable(shown)
      .toBe('e1A-e-2B--a', { e: '', 1: '1', A: '1 A', 2: '2', B: '2 B', a: '1 A' });
    helpers.flush();
    expect(atOnce).toEqual(['', '1 A']);
  });
});

it('sends a command to the conversation of the current id, also before change detection', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-A|', '-B|');
    const { chat, thread, loadedIds } = open(transport);

    helpers.cold('1---b').subscribe((step) => {
      if (step === 'b') thread.set('b');
      chat.send(step);
    });
    helpers.flush();

    expect(toText(chat)).toBe('b B');
    thread.set('a');
    helpers.flush();
    expect(toText(chat)).toBe('1 A');
    expect(loadedIds).toEqual(['a', 'b', 'a']);
    expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['1', 'b']);
  });
});

it('closes the previous conversation at the next change detection, even if no signal is read', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a-----|');
    const { chat, thread } = open(transport);

    helpers.cold('1--b').subscribe((step) => {
      if (step === 'b') thread.set('b');
      else chat.send('1');
      TestBed.tick();
    });

    helpers.expectSubscriptions(transport.subscriptions).toBe('^--!');
    helpers.flush();
    thread.set('a');
    helpers.flush();
    expect(toText(chat)).toBe('1 a');
    expect(chat.isRunning()).toBe(false);
  });
});

it('keeps its conversation when another option changes', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a---b|');
    const model = signal('one');
    const { chat, loadedIds } = open(transport, () => ({ request: { model: model() } }));
    const shown = watch(helpers, chat.text);

    helpers.cold('1--x').subscribe((step) => {
      if (step === 'x') model.set('two');
      else chat.send('1');
    });

    helpers.expectObservable(shown).toBe('ea---ze', { e: '', a: 'a', z: 'ab' });
    helpers.expectSubscriptions(transport.subscriptions).toBe('^-----!');
    helpers.flush();
    expect(loadedIds).toEqual(['a']);
  });
});

it('loads nothing before a read or a command, and nothing after its injector is destroyed', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a-----|');
    const { chat, thread, injector, loadedIds } = open(transport);
    const seen: string[] = [];

    helpers.cold('t--1--d-b').subscribe((step) => {
      if (step === '1') chat.send('1');
      else if (step === 'd') injector.destroy();
      else if (step === 'b') thread.set('b');
      TestBed.tick();
      seen.push(loadedIds.join(' '));
    });

    helpers.expectSubscriptions(transport.subscriptions).toBe('---^--!');
    helpers.flush();
    expect(seen).toEqual(['', 'a', 'a', 'a']);
    expect(toText(chat)).toBe('1 a');
    expect(chat.send('2').isAccepted).toBe(false);
  });
});

it('is loaded by the template that renders it, and replaced when the id changes', () => {
  inVirtualTime((helpers) => {
    const { chat, thread } = open(scriptedTransport('-A|', '-B----|'));
    const Page = Component({
      selector: 'spec-thread',
      template:
        '{{ chat.status() }}:@for (entry of chat.entries(); track entry.id) {{{ entry.message.content }}}',
    })(
      class {
        readonly chat = chat;
      },
    );
    const fixture = TestBed.createComponent(Page);
    fixture.autoDetectChanges();
    const shown = watch(helpers, () => (fixture.nativeElement as HTMLElement).textContent);

    helpers.cold('-1---b2-a').subscribe((step) => {
      if (step === '1' || step === '2') chat.send(step);
      else thread.set(step);
    });

    helpers.expectObservable(shown).toBe('epsA-e23A', {
      e: 'idle:',
      p: 'pending:1',
      s: 'streaming:1A',
      A: 'idle:1A',
      2: 'pending:2',
      3: 'streaming:2B',
    });
  });
});

it('requires an injection context, or an injector', () => {
  expect(() =>
    injectConversation(() => ({ id: 'a', store: memoryStore(), request: { model: 'default' } })),
  ).toThrow(/injectConversation\(\) can only be used within/);
});
