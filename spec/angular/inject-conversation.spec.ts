import {
  ApplicationRef,
  EnvironmentInjector,
  ErrorHandler,
  Injector,
  PLATFORM_ID,
  createEnvironmentInjector,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { throwError, timer } from 'rxjs';
import { expectTypeOf } from 'expect-type';
import { type Conversation, type ConversationState, tool, validateHistory } from 'venice-rx';
import { type InjectConversationOptions, type ConversationRef, injectConversation } from 'venice-rx/angular';
import { finish, inVirtualTime, scriptedTransport, toolCall } from 'venice-rx/testing';
import { application } from './support/application.js';
import { watch } from './support/watch.js';

const createConversation = (options: Partial<InjectConversationOptions> = {}): ConversationRef =>
  TestBed.runInInjectionContext(() => injectConversation({ request: { model: 'default' }, ...options }));
const getTexts = ({ messages }: ConversationRef) =>
  messages().map(({ content }) => (typeof content === 'string' ? content : ''));

it('sends nothing before the first message', () => {
  inVirtualTime((helpers) => {
    const transport = scriptedTransport('-a|');
    application({ transport });
    const conversation = createConversation();

    helpers.cold('---s').subscribe(() => conversation.send('Hi'));

    helpers.expectObservable(watch(helpers, conversation.status)).toBe('i--psi', {
      i: 'idle',
      p: 'pending',
      s: 'streaming',
    });
    helpers.expectSubscriptions(transport.subscriptions).toBe('---^-!');
  });
});

it('has an answer as `snapshot` while it arrives, and in `messages` when it is complete', () => {
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport('-a-b|') });
    const conversation = createConversation();
    conversation.send('Hi');

    const shown = watch(helpers, () => `${getTexts(conversation).join(' ')} (${conversation.text()})`);

    helpers.expectObservable(shown).toBe('pa-bc', {
      p: 'Hi ()',
      a: 'Hi (a)',
      b: 'Hi (ab)',
      c: 'Hi ab ()',
    });
  });
});

it('delays updates of its signals while an answer is streaming, but not the last one', () => {
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport('-abcdefgh|'), renderNotifier: timer(3) });
    const conversation = createConversation();
    conversation.send('Hi');

    helpers
      .expectObservable(watch(helpers, conversation.text))
      .toBe('e---d---he', { e: '', d: 'abcd', h: 'abcdefgh' });
  });
});

it('reports an error of the render notifier to the ErrorHandler', () => {
  inVirtualTime(({ flush }) => {
    const handleError = jest.fn();
    const mistake = new RangeError('no frame');
    application({
      transport: scriptedTransport('-a-b|'),
      renderNotifier: throwError(() => mistake),
      providers: [{ provide: ErrorHandler, useValue: { handleError } }],
    });

    createConversation().send('Hi');

    flush();
    expect(handleError.mock.calls).toEqual([[mistake]]);
  });
});

it('keeps the text so far after a stop, and can edit and regenerate', () => {
  inVirtualTime(({ cold, expectSubscriptions, flush }) => {
    const transport = scriptedTransport('-a-b|', '-c|', '-d|');
    application({ transport });
    const conversation = createConversation();
    conversation.send('Hi');

    cold('--s-e----r').subscribe((step) => {
      if (step === 's') conversation.stop();
      else if (step === 'e') conversation.edit(conversation.entries()[0]?.id ?? '', 'Ho');
      else conversation.regenerate();
    });
    const seen: unknown[] = [];
    cold('---x---x----x').subscribe(() => seen.push(getTexts(conversation)));

    expectSubscriptions(transport.subscriptions).toBe(['^-!', '----^-!', '---------^-!']);
    flush();
    expect(seen).toEqual([
      ['Hi', 'a'],
      ['Ho', 'c'],
      ['Ho', 'd'],
    ]);
    expect(validateHistory(conversation.messages())).toEqual([]);
  });
});

it('has entries with versions, and commands that select, change and remove them', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a|', '-b|') });
    const conversation = createConversation();
    const shown = (): string =>
      conversation
        .entries()
        .map(({ message, versionIndex, versions, metadata }) =>
          [message.content, `${versionIndex + 1}/${versions.length}`, metadata].filter(Boolean).join(' '),
        )
        .join(', ');
    const idAt = (place: number): string => conversation.entries()[place]?.id ?? 'none';
    conversation.send('Hi', { metadata: 'first' });
    flush();
    conversation.regenerate(idAt(1));
    flush();
    const seen = [shown()];
    conversation.select(conversation.entries()[1]?.versions[0] ?? '');
    seen.push(shown());
    conversation.setMetadata(idAt(1), 'liked');
    conversation.replace(idAt(0), { role: 'user', content: 'Ho' });
    seen.push(shown());
    conversation.remove(idAt(1));
    seen.push(shown());

    expect(seen).toEqual([
      'Hi 1/1 first, b 2/2',
      'Hi 1/1 first, a 1/2',
      'Ho 1/1 first, a 1/2 liked',
      'Ho 1/1 first, b 1/1',
    ]);
  });
});

it('has a signal for each field of the state, and each command except close', () => {
  expectTypeOf<Exclude<keyof ConversationState, keyof ConversationRef>>().toBeNever();
  expectTypeOf<Exclude<keyof Conversation, keyof ConversationRef>>().toEqualTypeOf<
    'close' | 'currentState'
  >();
  application({ transport: scriptedTransport() });
  const conversation = createConversation();
  const { state, ...fields } = conversation;

  for (const [name, value] of Object.entries(state())) {
    const read = fields[name as keyof ConversationState];
    expect([name, read()]).toEqual([name, value]);
  }
});

it('has the last answer of a run once the run has ended', () => {
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport('-a-b|', '-c-|') });
    const conversation = createConversation();
    conversation.send('Hi');
    helpers.cold('------s').subscribe(() => conversation.send('Ho'));

    helpers
      .expectObservable(watch(helpers, () => conversation.completion()?.choices[0]?.message.content))
      .toBe('n---a-n--b', { n: undefined, a: 'ab', b: 'c' });
  });
});

it('keeps the identity of all objects that a chunk does not change', () => {
  inVirtualTime((helpers) => {
    application({ transport: scriptedTransport('-a|', '-b-c-d-|') });
    const conversation = createConversation();
    conversation.send('1');
    helpers.flush();
    conversation.send('2');
    conversation.send('3');
    const { entries, messages, queue, toolCalls, usage } = conversation;
    const seen = { text: new Set(), answer: new Set(), id: new Set(), rest: new Set(), lists: new Set() };
    watch(helpers, conversation.text).subscribe((text) => {
      if (conversation.status() !== 'streaming') return;
      const answer = entries().at(-1);
      seen.text.add(text);
      seen.answer.add(answer);
      seen.id.add(answer?.id);
      for (const entry of entries().slice(0, -1)) seen.rest.add(entry);
      for (const list of [messages(), queue(), toolCalls(), usage()]) seen.lists.add(list);
    });
    helpers.cold('------s').subscribe(() => {
      conversation.stop();
    });
    helpers.flush();

    const counts = Object.entries(seen).map(([name, values]) => [name, values.size]);
    expect(Object.fromEntries(counts)).toEqual({ text: 3, answer: 3, id: 1, rest: 3, lists: 4 });
  });
});

it('edits and cancels queued messages, and returns the answer of a command', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a|', '-b|') });
    const conversation = createConversation();
    const answers: (string | null | undefined)[] = [];
    conversation.send('1');
    const { id, completion } = conversation.send('2');
    completion.subscribe(({ choices }) => answers.push(choices[0]?.message.content));
    const other = conversation.send('3').id;

    expect([conversation.editQueued(id, 'Two'), conversation.cancelQueued(other)]).toEqual([true, true]);
    flush();
    expect(getTexts(conversation)).toEqual(['1', 'a', 'Two', 'b']);
    expect(answers).toEqual(['b']);
  });
});

it('keeps the text so far when a run fails', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a-#') });
    const conversation = createConversation();
    conversation.send('Hi');
    flush();

    expect(conversation.status()).toBe('failed');
    expect(conversation.error()).toMatchObject({ name: 'InternalServerError' });
    expect(getTexts(conversation)).toEqual(['Hi', 'a']);
  });
});

it('holds the queue when a run fails, until the queue is resumed or cleared', () => {
  inVirtualTime(({ cold, flush }) => {
    const transport = scriptedTransport('-#', '-a|');
    application({ transport });
    const conversation = createConversation();
    for (const text of ['1', '2', '3']) conversation.send(text);
    const seen: unknown[] = [];

    cold('--f---rc----e').subscribe((step) => {
      seen.push([
        conversation.isHeld(),
        conversation.queue().length,
        conversation.interrupted() !== undefined,
      ]);
      if (step === 'r') conversation.resume();
      if (step === 'c') conversation.clearQueue();
    });
    flush();

    expect(seen).toEqual([
      [true, 2, true],
      [true, 2, true],
      [false, 1, false],
      [false, 0, false],
    ]);
    expect(getTexts(conversation)).toEqual(['1', '2', 'a']);
  });
});

it('continues from an export', () => {
  inVirtualTime(({ flush }) => {
    application({ transport: scriptedTransport('-a|', '-b|') });
    const first = createConversation();
    first.send('Hi');
    flush();
    const second = createConversation({ from: first.export() });
    second.send('Ho');
    flush();

    expect(getTexts(second)).toEqual(['Hi', 'a', 'Ho', 'b']);
  });
});

it('is closed when its injector is destroyed', () => {
  inVirtualTime(({ cold, expectSubscriptions, flush }) => {
    const transport = scriptedTransport('-a-----|');
    application({ transport });
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const conversation = createConversation({ injector: injector.get(Injector) });
    conversation.send('Hi');

    cold('---d').subscribe(() => {
      injector.destroy();
    });

    expectSubscriptions(transport.subscriptions).toBe('^--!');
    flush();
    expect(conversation.send('Ho').isAccepted).toBe(false);
  });
});

it('delays the page on a server until its run has ended', async () => {
  const transport = scriptedTransport('-a----b|');
  application({ transport, providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
  const conversation = createConversation();
  conversation.send('Hi');
  await TestBed.inject(ApplicationRef).whenStable();

  expect(getTexts(conversation)).toEqual(['Hi', 'ab']);
});

it('does not delay the page on a server while a call awaits an approval, but does so after the approval', async () => {
  const values = { m: toolCall({ id: 'mail', name: 'send_mail' }), f: finish('tool_calls') };
  const transport = scriptedTransport({ marbles: '-m-f|', values }, '-a|');
  application({ transport, providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
  const sendMail = tool({
    name: 'send_mail',
    description: 'Sends a mail.',
    needsApproval: true,
    execute: () => 'sent',
  });
  const conversation = createConversation({ tools: [sendMail] });
  conversation.send('Hi');
  await TestBed.inject(ApplicationRef).whenStable();

  expect(conversation.status()).toBe('awaiting-approval');
  conversation.respondToApproval('mail', { approved: true });
  await TestBed.inject(ApplicationRef).whenStable();
  expect(getTexts(conversation)).toEqual(['Hi', '', 'sent', 'a']);
});

it('throws for invalid options, and outside of an injection context', () => {
  application({ transport: scriptedTransport() });

  expect(() => createConversation({ whileRunning: 'merge' as 'concat' })).toThrow('whileRunning');
  expect(() => injectConversation({ request: { model: 'default' } })).toThrow(
    /injectConversation\(\) can only be used within/,
  );
});
