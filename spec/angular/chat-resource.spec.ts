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

const make = (options: Partial<ChatResourceOptions> = {}): ChatResource =>
  TestBed.runInInjectionContext(() => chatResource({ params: () => question('Hi'), ...options }));
const phaseAndText = (chat: ChatResource) => () => `${chat.phase()} ${chat.text()}`.trim();

describe('when it asks', () => {
  it('sends nothing before one of its signals is read', () => {
    inVirtualTime(({ cold, expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = make();

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
  ] as const)('sends once when %s is read', (name) => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = make();

      chat[name]();
      chat[name]();
      TestBed.tick();

      expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });

  it('shows where the answer stands', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('--a-b|');
      application({ transport });
      const chat = make();
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

  it('asks when it is read again, where what it computes threw at first', () => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const isReady = signal(false);
      const chat = make({
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

  it('asks nothing while there is nothing to ask', async () => {
    const reloaded = inVirtualTime((helpers) => {
      const transport = scriptedTransport();
      application({ transport });
      const chat = make({ params: () => undefined });

      helpers.expectObservable(watch(helpers, chat.phase)).toBe('i', { i: 'idle' });
      helpers.expectSubscriptions(transport.subscriptions).toBe([]);
      return { reloaded: chat.reload() };
    });

    await expect(reloaded.reloaded).resolves.toBe(false);
  });

  it('does not ask a request again whose JSON is the same', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const page = signal(1);
      const chat = make({ params: () => (page() > 0 ? question('Hi') : undefined) });

      helpers.cold('----n').subscribe(() => {
        page.set(2);
      });

      helpers.expectObservable(watch(helpers, chat.text)).toBe('ea', { e: '', a: 'a' });
      helpers.expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });
});

describe('when the request changes', () => {
  const answers = ({ prompt }: { readonly prompt: string }): string => (prompt === 'A' ? '-a---b|' : '-c|');
  const change = (whileRunning: ChatResourceOptions['whileRunning'], prompts: string) => {
    const transport = scriptedTransport(answers);
    let seen: readonly string[] = [];
    inVirtualTime((helpers) => {
      application({ transport });
      const prompt = signal('A');
      const chat = make({ params: () => question(prompt()), ...(whileRunning && { whileRunning }) });
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

  it('asks the new one instead: switch, the default', () => {
    const { seen, times } = change(undefined, '---B');

    expect(seen).toEqual(['pending', 'streaming a', 'pending', 'streaming c', 'done c']);
    expect(times).toEqual([
      ['A', 0, 3],
      ['B', 3, 5],
    ]);
  });

  it('asks nothing before the answer is there: exhaust', () => {
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

  it('asks one after the other: queue', () => {
    const { seen, times } = change('concat', '--BC');

    expect(seen.at(-1)).toBe('done c');
    expect(times).toEqual([
      ['A', 0, 6],
      ['B', 6, 8],
      ['C', 8, 10],
    ]);
  });

  it('stops, and keeps the value, where there is nothing to ask any more', () => {
    const { seen, times } = change('switch', '---n');

    expect(seen).toEqual(['pending', 'streaming a', 'idle a']);
    expect(times).toEqual([['A', 0, 3]]);
  });

  it.each(['exhaust', 'concat'] as const)(
    'finishes where there is nothing more to ask: %s',
    (whileRunning) => {
      expect(change(whileRunning, '---n').seen.at(-1)).toBe('done ab');
    },
  );

  it('refuses a policy that there is not', () => {
    application({ transport: scriptedTransport() });

    expect(() => make({ whileRunning: 'merge' as 'switch' })).toThrow(TypeError);
  });
});

describe('stop', () => {
  it('closes the connection and keeps what has come, also what no frame has shown', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a-b-c-d|');
      application({ transport, frames: timer(50) });
      const chat = make();

      helpers.cold('----s').subscribe(() => {
        chat.stop();
      });

      helpers
        .expectObservable(watch(helpers, phaseAndText(chat)))
        .toBe('p---s', { p: 'pending', s: 'stopped ab' });
      helpers.expectSubscriptions(transport.subscriptions).toBe('^---!');
    });
  });

  it('drops what waits in the queue', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a-----|');
      application({ transport });
      const prompt = signal('A');
      const chat = make({ params: () => question(prompt()), whileRunning: 'concat' });

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

  it('does nothing where nothing runs', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('a|') });
      const chat = make();
      chat.stop();

      helpers.cold('---s').subscribe(() => {
        chat.stop();
      });

      helpers.expectObservable(watch(helpers, chat.phase)).toBe('pd', { p: 'pending', d: 'done' });
    });
  });
});

describe('reload', () => {
  it('asks again, and keeps the value until the new answer begins', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a|', '--b|');
      application({ transport });
      const chat = make();

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

  it('takes the place of an answer that is coming, whatever the policy', () => {
    inVirtualTime((helpers) => {
      const transport = scriptedTransport('-a----|', '-b|');
      application({ transport });
      const chat = make({ whileRunning: 'exhaust' });

      helpers.cold('r--r').subscribe(() => {
        void chat.reload();
      });

      helpers.expectSubscriptions(transport.subscriptions).toBe(['^--!', '---^-!']);
    });
  });

  it('sends once where nothing was read before', () => {
    inVirtualTime(({ expectSubscriptions }) => {
      const transport = scriptedTransport('-a|');
      application({ transport });
      const chat = make();

      void chat.reload();
      chat.text();
      TestBed.tick();

      expectSubscriptions(transport.subscriptions).toBe('^-!');
    });
  });
});

describe('reload, with what the request is computed from now', () => {
  it('computes it again, also from what is no signal', () => {
    const transport = scriptedTransport('-a|', '-b|', '-c|');
    inVirtualTime((helpers) => {
      application({ transport });
      let prompt = 'A';
      const chat = make({ params: () => question(prompt) });
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

  it('sends a request that a signal has just changed once', () => {
    const transport = scriptedTransport('-a|', '-b|', '-c|');
    inVirtualTime((helpers) => {
      application({ transport });
      const prompt = signal('A');
      const chat = make({ params: () => question(prompt()) });
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

  it('follows signals that were read in the last computation only', () => {
    const transport = scriptedTransport('a|', 'b|', 'c|');
    inVirtualTime((helpers) => {
      application({ transport });
      const [one, other] = [signal('A'), signal('B')];
      let useOther = false;
      const chat = make({ params: () => question(useOther ? other() : one()) });
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

describe('a reload that is awaited', () => {
  const outcomeOf = async (
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
      const made = chatResource({
        params: () => question(prompt()),
        injector: injector.get(Injector),
        ...options,
      });
      helpers.cold(steps).subscribe((step) => {
        if (step === 'r') reloads.push(made.reload());
        else act(step, made, prompt, injector);
        TestBed.tick();
      });
      return { made };
    });
    const outcomes = await Promise.all(reloads);
    return `${outcomes.join(' ')} ${chat.made.phase()} ${chat.made.text()}`;
  };
  const read = (_: string, chat: ChatResource) => void chat.text();

  it.each<[string, Parameters<typeof scriptedTransport>, string, Parameters<typeof outcomeOf>[2], string]>([
    ['the first request is answered', ['-a|'], 'r', read, 'true done a'],
    ['it is answered again', ['-a|', '-b|'], 'x---r', read, 'true done b'],
    ['the answer fails', [{ marbles: '-a#', error: apiError(503) }], 'r', read, 'false failed a'],
    [
      'it is stopped',
      ['-a---|'],
      'r--x',
      (_, chat) => {
        chat.stop();
      },
      'false stopped a',
    ],
    ['it is replaced by another reload', ['-a---|', '-b|'], 'r--r', read, 'false true done b'],
    [
      'its request changes',
      ['-a---|', '-b|'],
      'r--B',
      (step, _, prompt) => {
        prompt.set(step);
      },
      'false done b',
    ],
    [
      'its injector is destroyed',
      ['-a---|'],
      'r--x',
      (...args) => {
        args[3].destroy();
      },
      'false streaming a',
    ],
  ])('resolves where %s', async (_, replies, steps, act, outcome) => {
    await expect(outcomeOf(replies, steps, act)).resolves.toBe(outcome);
  });

  it.each(['exhaust', 'concat'] as const)('resolves under the policy %s', async (whileRunning) => {
    const outcome = outcomeOf(['-a---|', '-b|'], 'x-r', read, { whileRunning });

    await expect(outcome).resolves.toBe('true done b');
  });

  it('resolves when its signals show the end, which a frame may hold back', async () => {
    const shown: string[] = [];
    await inVirtualTime(() => {
      application({ transport: scriptedTransport('-a-b|'), frames: timer(50) });
      const chat = make();
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
      const chat = make({ params: () => question(prompt()), ...options });
      watch(helpers, phaseAndText(chat)).subscribe((text) => seen.push(text));
      helpers.cold('-----B-----n--C').subscribe((next) => {
        prompt.set(next === 'n' ? '' : next);
      });
    });
    return seen;
  };

  it('keeps the value of the answer before until that of a changed request begins', () => {
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

  it.each([{}, { keepValue: false }])('is not the default: %p', (options) => {
    expect(change(options, '-a-|', '-b-|', '-c|').slice(2, 5)).toEqual(['done a', 'pending', 'streaming b']);
  });

  it('keeps it where the changed request fails before its answer begins', () => {
    expect(change({ keepValue: true }, '-a-|', '-#', '-c|').slice(2, 5)).toEqual([
      'done a',
      'pending a',
      'failed a',
    ]);
  });

  it.each(['exhaust', 'concat', 'switch'] as const)('works under the policy %s', (whileRunning) => {
    const seen = change({ keepValue: true, whileRunning }, ({ prompt }) =>
      prompt === 'A' ? '-a------|' : `-${prompt.toLowerCase()}|`,
    );

    expect(seen.filter((text) => text === 'pending')).toHaveLength(1);
    expect(seen.at(-1)).toBe('done c');
  });

  it('is a boolean', () => {
    application({ transport: scriptedTransport() });

    expect(() => make({ keepValue: 'yes' as never })).toThrow(
      '`keepValue` must be true or false; received a string',
    );
  });
});

describe('what it shows', () => {
  it('keeps the value of an answer that fails, and does not throw', () => {
    inVirtualTime((helpers) => {
      const error = apiError(503, { inBand: true });
      application({ transport: scriptedTransport({ marbles: '-a-#', error }) });
      const chat = make();

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

  it('forgets the error with the next request', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('#', '-a|') });
      const chat = make();

      helpers.cold('--r').subscribe(() => {
        void chat.reload();
      });

      helpers
        .expectObservable(watch(helpers, () => chat.error()?.name))
        .toBe('ueu', { e: 'InternalServerError', u: undefined });
    });
  });

  it('shows reasoning, tool calls and usage', () => {
    inVirtualTime(({ flush }) => {
      const values = {
        r: reasoning('Hm.'),
        t: toolCall({ name: 'time', arguments: {} }),
        u: usage({ prompt: 3, completion: 4 }),
      };
      application({ transport: scriptedTransport({ marbles: '-rtu|', values }) });
      const chat = make();
      chat.phase();
      flush();

      expect(chat.reasoning()).toBe('Hm.');
      expect(chat.toolCalls()).toMatchObject([{ function: { name: 'time', arguments: '{}' } }]);
      expect(chat.usage()).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
      expect(chat.text()).toBe('');
    });
  });

  it('reports a mistake of the program to Angular, and fails', () => {
    const handleError = jest.fn();
    application({
      transport: scriptedTransport(),
      providers: [{ provide: ErrorHandler, useValue: { handleError } }],
    });
    const mistake = new RangeError('mistake');
    const chat = make({
      chat: () => {
        throw mistake;
      },
    });

    expect(chat.phase()).toBe('failed');
    expect(chat.error()).toBe(mistake);
    expect(handleError).toHaveBeenCalledWith(mistake);
  });

  it('reports to Angular what the frames fail with', () => {
    inVirtualTime(({ flush }) => {
      const handleError = jest.fn();
      const mistake = new RangeError('no frame');
      application({
        transport: scriptedTransport('-a-b|'),
        frames: throwError(() => mistake),
        providers: [{ provide: ErrorHandler, useValue: { handleError } }],
      });

      make().phase();

      flush();
      expect(handleError.mock.calls).toEqual([[mistake]]);
    });
  });

  it('asks what it is given instead of the client', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport() });
      const source = helpers.chat('-a-b|');
      const chat = make({ chat: () => source });

      helpers.expectObservable(watch(helpers, chat.value)).toBe('ua-bc', {
        u: undefined,
        a: completion(chunk('a')),
        b: completion(chunk('a'), chunk('b')),
        c: completion('ab'),
      });
      helpers.expectSubscriptions(source.subscriptions).toBe('^---!');
    });
  });

  it('has the types of what it shows', () => {
    expectTypeOf<ChatResource['phase']>().returns.toEqualTypeOf<ChatResourcePhase>();
    expectTypeOf<ChatResource['text']>().returns.toBeString();
    // @ts-expect-error -- a resource always streams
    expect(() => make({ params: () => ({ model: 'a', messages: [], stream: false }) })).not.toThrow();
  });
});

describe('frames', () => {
  it('shows what has come once per frame, and the end at once', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('-abcdefgh|'), frames: timer(3) });
      const chat = make();

      helpers.expectObservable(watch(helpers, chat.text)).toBe('e---d---h', {
        e: '',
        d: 'abcd',
        h: 'abcdefgh',
      });
    });
  });

  it('finishes where there is never a frame', () => {
    inVirtualTime((helpers) => {
      application({ transport: scriptedTransport('-a-b|'), frames: NEVER });
      const chat = make();

      helpers
        .expectObservable(watch(helpers, phaseAndText(chat)))
        .toBe('p---d', { p: 'pending', d: 'done ab' });
    });
  });
});

describe('its injector', () => {
  it('closes the connection at its end, and sends nothing from then on', () => {
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

  it('sends nothing where nothing was read before its end', async () => {
    const transport = scriptedTransport();
    application({ transport });
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const chat = chatResource({ params: () => question('Hi'), injector: injector.get(Injector) });
    injector.destroy();

    expect(chat.phase()).toBe('idle');
    await expect(chat.reload()).resolves.toBe(false);
    expect(transport.requests).toEqual([]);
  });

  it('is needed', () => {
    expect(() => chatResource({ params: () => undefined })).toThrow(
      /chatResource\(\) can only be used within/,
    );
  });
});
