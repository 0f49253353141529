import {
  EnvironmentInjector,
  ErrorHandler,
  Injector,
  type WritableSignal,
  createEnvironmentInjector,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER, throwError, timer } from 'rxjs';
import {
  type ChatResource,
  type ChatResourceOptions,
  type ChatResourcePhase,
  chatResource,
} from 'venice-rx/angular';
import {
  apiError,
  chunk,
  completion,
  inVirtualTime,
  reasoning,
  scriptedTransport,
  toolCall,
  usage,
} from 'venice-rx/testing';
import { expectTypeOf } from 'expect-type';
import { application } from './support/application.js';
import { question } from './support/question.js';
import { watch } from './support/watch.js';

const createResource = (options: Partial<ChatResourceOptions> = {}): ChatResource =>
  TestBed.runInInjectionContext(() => chatResource({ params: () => question('Hi'), ...options }));
const phaseAndText = (chat: ChatResource) => () => `${chat.phase()} ${chat.text()}`.trim();

describe('the requests of chatResource', () => {
  it('are not sent before one of its signals is read', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = createResource();

      cold('---r').subscribe(() => {
        TestBed.tick();
        chat.text();
      });

      expectSubscriptions(transport.subscriptions).toBe('---^-!');
    });
  });

  it.each([
    'phase',
    'status',
    'isLoading',
    'isRunning',
    'hasValue',
    'snapshot',
    'value',
    'text',
    'reasoning',
    'toolCalls',
    'usage',
    'error',
  ] as const)('are sent once when %s is read twice', (name) => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = createResource();

      chat[name]();
      chat[name]();
      TestBed.tick();

      expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });

  it('have the phases pending, streaming and done', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('--a-b|');
      application({ transport });
      const chat = createResource();
      const expected = '                p-s-td';

      const shown = watch(helpers, phaseAndText(chat));

      helpers.expectObservable(shown).toBe(expected, {
        p: 'pending',
        s: 'streaming a',
        t: 'streaming ab',
        d: 'done ab',
      });
    });
  });

  it('are sent at a later read if `params` has thrown an error at the first read', () => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const isReady = signal(false);
      const chat = createResource({
        params: () => {
          if (!isReady()) throw new RangeError('not yet');
          return question('Hi');
        },
      });

      expect(() => phaseAndText(chat)()).toThrow('not yet');
      isReady.set(true);
      expect(phaseAndText(chat)()).toBe('pending');
      expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });

  it('are not sent while `params` returns undefined, not even by reload', async () => {
    const reloaded = inVirtualTime((helpers) => {
      const transport = scriptedTransport();
      application({ transport });
      const chat = createResource({ params: () => undefined });

      helpers.expectObservable(watch(helpers, chat.phase)).toBe('i', { i: 'idle' });
      helpers.expectSubscriptions(transport.subscriptions).toBe([]);
      return { reloaded: chat.reload() };
    });

    await expect(reloaded.reloaded).resolves.toBe(false);
  });

  it('are not sent again if their JSON is the same', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const page = signal(1);
      const chat = createResource({ params: () => (page() > 0 ? question('Hi') : undefined) });

      helpers.cold('----n').subscribe(() => {
        page.set(2);
      });

      helpers.expectObservable(watch(helpers, chat.text)).toBe('ea', { e: '', a: 'a' });
      helpers.expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });
});

describe('a new request during an answer', () => {
  const answers = ({ prompt }: { readonly prompt: string }): string => (prompt === 'A' ? '-a---b|' : '-c|');
  /** Plays a resource whose first prompt is A. Each letter of `prompts` is a later prompt; `n` removes the request. */
  const change = (whileRunning: ChatResourceOptions['whileRunning'], prompts: string) => {
    const transport = scriptedTransport(answers);
    let seen: readonly string[] = [];
    inVirtualTime((helpers) => {
      application({ transport });
      const prompt = signal('A');
      const chat = createResource({
        params: () => question(prompt()),
        ...(whileRunning && { whileRunning }),
      });
      const log: string[] = [];
      watch(helpers, phaseAndText(chat)).subscribe((text) => log.push(text));
      helpers.cold(prompts).subscribe((next) => {
        prompt.set(next === 'n' ? '' : next);
      });
      seen = log;
    });
    const times = transport.requests.map(({ prompt, sentAt, endedAt }) => [prompt, sentAt, endedAt]);
    return { seen, times };
  };

  it('cancels the answer, and is sent at once: switch, the default', () => {
    const { seen, times } = change(undefined, '---B');

    expect(seen).toEqual(['pending', 'streaming a', 'pending', 'streaming c', 'done c']);
    expect(times).toEqual([
      ['A', 0, 3],
      ['B', 3, 5],
    ]);
  });

  it('is not sent: exhaust', () => {
    const { seen, times } = change('exhaust', '---B---C');

    expect(seen).toEqual([
      'pending',
      'streaming a',
      'streaming ab',
      'done ab',
      'pending',
      'streaming c',
      'done c',
    ]);
    expect(times).toEqual([
      ['A', 0, 6],
      ['C', 7, 9],
    ]);
  });

  it('is sent after the answer: concat', () => {
    const { seen, times } = change('concat', '--BC');

    expect(seen.at(-1)).toBe('done c');
    expect(times).toEqual([
      ['A', 0, 6],
      ['B', 6, 8],
      ['C', 8, 10],
    ]);
  });

  it('that is undefined stops the answer, and keeps its value: switch', () => {
    const { seen, times } = change('switch', '---n');

    expect(seen).toEqual(['pending', 'streaming a', 'idle a']);
    expect(times).toEqual([['A', 0, 3]]);
  });

  it.each(['exhaust', 'concat'] as const)(
    'that is undefined does not stop the answer: %s',
    (whileRunning) => {
      expect(change(whileRunning, '---n').seen.at(-1)).toBe('done ab');
    },
  );

  it('is not possible with an unknown policy: chatResource throws a TypeError', () => {
    application({ transport: scriptedTransport() });

    expect(() => createResource({ whileRunning: 'merge' as 'switch' })).toThrow(TypeError);
  });
});

describe('stop', () => {
  it('closes the connection and keeps the text so far, including chunks that were not rendered yet', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a-b-c-d|');
      application({ transport, renderNotifier: timer(50) });
      const chat = createResource();

      helpers.cold('----s').subscribe(() => {
        chat.stop();
      });

      helpers
        .expectObservable(watch(helpers, phaseAndText(chat)))
        .toBe('p---s', { p: 'pending', s: 'stopped ab' });
      helpers.expectSubscriptions(transport.subscriptions).toBe('^---!');
    });
  });

  it('discards queued requests', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a-----|');
      application({ transport });
      const prompt = signal('A');
      const chat = createResource({ params: () => question(prompt()), whileRunning: 'concat' });

      helpers.cold('-B-s').subscribe((step) => {
        if (step === 's') chat.stop();
        else prompt.set(step);
      });

      helpers.expectObservable(watch(helpers, chat.phase)).toBe('ps-t', {
        p: 'pending',
        s: 'streaming',
        t: 'stopped',
      });
      helpers.expectSubscriptions(transport.subscriptions).toBe('^--!');
    });
  });

  it('has no effect if no request is running', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('a|') });
      const chat = createResource();
      chat.stop();

      helpers.cold('---s').subscribe(() => {
        chat.stop();
      });

      helpers.expectObservable(watch(helpers, chat.phase)).toBe('pd', { p: 'pending', d: 'done' });
    });
  });
});

describe('reload', () => {
  it('sends the request again, and keeps the value until the new answer begins', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a|', '--b|');
      application({ transport });
      const chat = createResource();

      helpers.cold('----r').subscribe(() => {
        void chat.reload();
      });

      helpers.expectObservable(watch(helpers, phaseAndText(chat))).toBe('psd-q-te', {
        p: 'pending',
        s: 'streaming a',
        d: 'done a',
        q: 'pending a',
        t: 'streaming b',
        e: 'done b',
      });
      helpers.expectSubscriptions(transport.subscriptions).toBe(['^-!', '----^--!']);
    });
  });

  it('cancels the running answer, even under the policy exhaust', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a----|', '-b|');
      application({ transport });
      const chat = createResource({ whileRunning: 'exhaust' });

      helpers.cold('r--r').subscribe(() => {
        void chat.reload();
      });

      helpers.expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^-!']);
    });
  });

  it('sends one request if no signal was read before', () => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = createResource();

      void chat.reload();
      chat.text();
      TestBed.tick();

      expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });
});

describe('the request of reload', () => {
  it('is computed again, also from values that are not signals, and is not sent if it is undefined', () => {
    const transport = scriptedTransport('-a|', '-b|', '-c|');
    inVirtualTime((helpers) => {
      application({ transport });
      let prompt = 'A';
      const chat = createResource({ params: () => question(prompt) });
      const shown = watch(helpers, chat.text);

      helpers.cold('---r--r').subscribe(() => {
        prompt = prompt === 'A' ? 'B' : '';
        void chat.reload();
      });

      helpers.expectObservable(shown).toBe('ea--b', { e: '', a: 'a', b: 'b' });
      helpers.expectSubscriptions(transport.subscriptions).toBe(['^-!', '---^-!']);
    });

    expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['A', 'B']);
  });

  it('is sent only once if a signal has changed too', () => {
    const transport = scriptedTransport('-a|', '-b|', '-c|');
    inVirtualTime((helpers) => {
      application({ transport });
      const prompt = signal('A');
      const chat = createResource({ params: () => question(prompt()) });
      const shown = watch(helpers, chat.text);

      helpers.cold('---B--C').subscribe((next) => {
        prompt.set(next);
        void chat.reload();
        if (next === 'C') TestBed.tick();
      });

      helpers.expectObservable(shown).toBe('ea--b--c', { e: '', a: 'a', b: 'b', c: 'c' });
      helpers.expectSubscriptions(transport.subscriptions).toBe(['^-!', '---^-!', '------^-!']);
    });

    expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['A', 'B', 'C']);
  });

  it('depends only on the signals that were read in its last computation', () => {
    const transport = scriptedTransport('a|', 'b|', 'c|');
    inVirtualTime((helpers) => {
      application({ transport });
      const [one, other] = [signal('A'), signal('B')];
      let useOther = false;
      const chat = createResource({ params: () => question(useOther ? other() : one()) });
      watch(helpers, chat.text).subscribe();

      helpers.cold('--r--o--x').subscribe((step) => {
        if (step === 'r') {
          useOther = true;
          void chat.reload();
        } else if (step === 'o') other.set('C');
        else one.set('D');
      });
    });

    expect(transport.requests.map(({ prompt }) => prompt)).toEqual(['A', 'B', 'C']);
  });
});

describe('the Promise of reload', () => {
  const getOutcome = async (
    replies: Parameters<typeof scriptedTransport>,
    steps: string,
    act: (
      step: string,
      chat: ChatResource,
      prompt: WritableSignal<string>,
      injector: EnvironmentInjector,
    ) => void,
    options: Partial<ChatResourceOptions> = {},
  ) => {
    const transport = scriptedTransport(...replies);
    const reloads: Promise<boolean>[] = [];
    const chat = inVirtualTime((helpers) => {
      application({ transport });
      const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      const prompt = signal('A');
      const resource = chatResource({
        params: () => question(prompt()),
        injector: injector.get(Injector),
        ...options,
      });
      helpers.cold(steps).subscribe((step) => {
        if (step === 'r') reloads.push(resource.reload());
        else act(step, resource, prompt, injector);
        TestBed.tick();
      });
      return { resource };
    });
    const outcomes = await Promise.all(reloads);
    return `${outcomes.join(' ')} ${chat.resource.phase()} ${chat.resource.text()}`;
  };
  const read = (_: string, chat: ChatResource) => void chat.text();

  it.each<[string, Parameters<typeof scriptedTransport>, string, Parameters<typeof getOutcome>[2], string]>([
    ['the first request is answered', ['-a|'], 'r', read, 'true done a'],
    ['a later request is answered', ['-a|', '-b|'], 'x---r', read, 'true done b'],
    ['the answer fails', [{ marbles: '-a#', error: apiError(503) }], 'r', read, 'false failed a'],
    [
      'the answer is stopped',
      ['-a---|'],
      'r--x',
      (_, chat) => {
        chat.stop();
      },
      'false stopped a',
    ],
    ['another reload replaces the request', ['-a---|', '-b|'], 'r--r', read, 'false true done b'],
    [
      'a changed request replaces the request',
      ['-a---|', '-b|'],
      'r--B',
      (step, _, prompt) => {
        prompt.set(step);
      },
      'false done b',
    ],
    [
      'the injector is destroyed',
      ['-a---|'],
      'r--x',
      (...args) => {
        args[3].destroy();
      },
      'false streaming a',
    ],
  ])('resolves to whether the answer is done, if %s', async (_, replies, steps, act, outcome) => {
    await expect(getOutcome(replies, steps, act)).resolves.toBe(outcome);
  });

  it.each(['exhaust', 'concat'] as const)('resolves to true under the policy %s', async (whileRunning) => {
    const outcome = getOutcome(['-a---|', '-b|'], 'x-r', read, { whileRunning });

    await expect(outcome).resolves.toBe('true done b');
  });

  it('resolves when the signals show the end of the answer', async () => {
    const shown: string[] = [];
    await inVirtualTime(() => {
      application({ transport: scriptedTransport('-a-b|'), renderNotifier: timer(50) });
      const chat = createResource();
      const reloaded = chat.reload().then(() => shown.push(phaseAndText(chat)()));
      return { reloaded };
    }).reloaded;

    expect(shown).toEqual(['done ab']);
  });
});

describe('keepValue', () => {
  const change = (
    options: Partial<ChatResourceOptions>,
    ...replies: Parameters<typeof scriptedTransport>
  ) => {
    const seen: string[] = [];
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport(...replies) });
      const prompt = signal('A');
      const chat = createResource({ params: () => question(prompt()), ...options });
      watch(helpers, phaseAndText(chat)).subscribe((text) => seen.push(text));
      helpers.cold('-----B-----n--C').subscribe((next) => {
        prompt.set(next === 'n' ? '' : next);
      });
    });
    return seen;
  };

  it('keeps the previous value until the answer to a changed request begins', () => {
    expect(change({ keepValue: true }, '-a-|', '-b-|', '-c|')).toEqual([
      'pending',
      'streaming a',
      'done a',
      'pending a',
      'streaming b',
      'done b',
      'idle b',
      'pending b',
      'streaming c',
      'done c',
    ]);
  });

  it.each([{}, { keepValue: false }])('does not keep the value if it is missing or false: %p', (options) => {
    expect(change(options, '-a-|', '-b-|', '-c|').slice(2, 5)).toEqual(['done a', 'pending', 'streaming b']);
  });

  it('keeps the previous value if the changed request fails before its answer begins', () => {
    expect(change({ keepValue: true }, '-a-|', '-#', '-c|').slice(2, 5)).toEqual([
      'done a',
      'pending a',
      'failed a',
    ]);
  });

  it.each(['exhaust', 'concat', 'switch'] as const)('keeps a value under the policy %s', (whileRunning) => {
    const seen = change({ keepValue: true, whileRunning }, ({ prompt }) =>
      prompt === 'A' ? '-a------|' : `-${prompt.toLowerCase()}|`,
    );

    expect(seen.filter((text) => text === 'pending')).toHaveLength(1);
    expect(seen.at(-1)).toBe('done c');
  });

  it('must be a boolean', () => {
    application({ transport: scriptedTransport() });

    expect(() => createResource({ keepValue: 'yes' as never })).toThrow(
      '`keepValue` must be true or false; received a string',
    );
  });
});

describe('the signals of chatResource', () => {
  it('keep the value of an answer that fails, and do not throw', () => {
    inVirtualTime((helpers) => {
      const error = apiError(503, { inBand: true });
      application({ transport: scriptedTransport({ marbles: '-a-#', error }) });
      const chat = createResource();

      helpers.expectObservable(watch(helpers, phaseAndText(chat))).toBe('ps-f', {
        p: 'pending',
        s: 'streaming a',
        f: 'failed a',
      });
      helpers.flush();
      expect(chat.value()?.choices[0]?.message.content).toBe('a');
      expect(chat.error()).toMatchObject({ name: 'ServiceUnavailableError', isRetryable: true });
    });
  });

  it('have no error once the next request is sent', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('#', '-a|') });
      const chat = createResource();

      helpers.cold('--r').subscribe(() => {
        void chat.reload();
      });

      helpers
        .expectObservable(watch(helpers, () => chat.error()?.name))
        .toBe('ueu', { e: 'InternalServerError', u: undefined });
    });
  });

  it('have reasoning, tool calls and usage', () => {
    inVirtualTime(({ flush }) => {
      const values = {
        r: reasoning('Hm.'),
        t: toolCall({ name: 'time', arguments: {} }),
        u: usage({ prompt: 3, completion: 4 }),
      };
      application({ transport: scriptedTransport({ marbles: '-rtu|', values }) });
      const chat = createResource();
      chat.phase();
      flush();

      expect(chat.reasoning()).toBe('Hm.');
      expect(chat.toolCalls()).toMatchObject([{ function: { name: 'time', arguments: '{}' } }]);
      expect(chat.usage()).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
      expect(chat.text()).toBe('');
    });
  });

  it('have a programming error, which is also passed to the ErrorHandler', () => {
    const handleError = jest.fn();
    application({
      transport: scriptedTransport(),
      providers: [{ provide: ErrorHandler, useValue: { handleError } }],
    });
    const mistake = new RangeError('mistake');
    const chat = createResource({
      chat: () => {
        throw mistake;
      },
    });

    expect(chat.phase()).toBe('failed');
    expect(chat.error()).toBe(mistake);
    expect(handleError).toHaveBeenCalledWith(mistake);
  });

  it('do not throw an error of the render notifier, which is passed to the ErrorHandler', () => {
    inVirtualTime(({ flush }) => {
      const handleError = jest.fn();
      const mistake = new RangeError('no frame');
      application({
        transport: scriptedTransport('-a-b|'),
        renderNotifier: throwError(() => mistake),
        providers: [{ provide: ErrorHandler, useValue: { handleError } }],
      });

      createResource().phase();

      flush();
      expect(handleError.mock.calls).toEqual([[mistake]]);
    });
  });

  it('have the answer of the option `chat` instead of the client', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport() });
      const source = helpers.chat('-a-b|');
      const chat = createResource({ chat: () => source });

      helpers.expectObservable(watch(helpers, chat.value)).toBe('ua-bc', {
        u: undefined,
        a: completion(chunk('a')),
        b: completion(chunk('a'), chunk('b')),
        c: completion('ab'),
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('have the documented types', () => {
    expectTypeOf<ChatResource['phase']>().returns.toEqualTypeOf<ChatResourcePhase>();
    expectTypeOf<ChatResource['text']>().returns.toBeString();
    // @ts-expect-error -- a resource always streams
    const params: ChatResourceOptions['params'] = () => ({ model: 'a', messages: [], stream: false });
    expect(() => createResource({ params })).not.toThrow();
  });
});

describe('the render notifier', () => {
  it('delays updates of the signals while an answer is streaming, but not the last one', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('-abcdefgh|'), renderNotifier: timer(3) });
      const chat = createResource();

      helpers.expectObservable(watch(helpers, chat.text)).toBe('e---d---h', {
        e: '',
        d: 'abcd',
        h: 'abcdefgh',
      });
    });
  });

  it('does not delay the last update, even if it never emits', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('-a-b|'), renderNotifier: NEVER });
      const chat = createResource();

      helpers
        .expectObservable(watch(helpers, phaseAndText(chat)))
        .toBe('p---d', { p: 'pending', d: 'done ab' });
    });
  });
});

describe('the injector of chatResource', () => {
  it('closes the connection when the injector is destroyed, and sends no request afterwards', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a-----|');
      application({ transport });
      const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      const prompt = signal('A');
      const chat = chatResource({ params: () => question(prompt()), injector: injector.get(Injector) });

      helpers.cold('r--d-B-r').subscribe((step) => {
        if (step === 'r') void chat.reload();
        else if (step === 'd') injector.destroy();
        else prompt.set(step);
        TestBed.tick();
      });

      helpers.expectSubscriptions(transport.subscriptions).toBe('^--!');
      helpers.flush();
      expect(chat.text()).toBe('a');
    });
  });

  it('sends no request if it was destroyed before the first read of a signal', async () => {
    const transport = scriptedTransport();
    application({ transport });
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const chat = chatResource({ params: () => question('Hi'), injector: injector.get(Injector) });
    injector.destroy();

    expect(chat.phase()).toBe('idle');
    await expect(chat.reload()).resolves.toBe(false);
    expect(transport.requests).toEqual([]);
  });

  it('is required outside of an injection context', () => {
    expect(() => chatResource({ params: () => undefined })).toThrow(
      /chatResource\(\) can only be used within/,
    );
  });
});
