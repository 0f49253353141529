import { Subject, defer, finalize, tap } from 'rxjs';
import { type HttpTransport, VeniceClient } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { startMockServer } from 'venice-rx/mock-server';
import {
  type Script,
  type ScriptReply,
  apiError,
  engineReplies,
  inVirtualTime,
  role,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import { type Suggestion, suggestions } from './typeahead.js';

/** Frames of a reply: role, two texts, and a usage of 2 tokens. */
const hello = { r: role(), x: 'Hello', y: ' you', u: usage({ completion: 2 }) };

describe('a typeahead service in virtual time', () => {
  it('cancels an answer when the next prompt is typed, and emits no more of its text', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const prompts = cold('a------b---------|', { a: 'He', b: 'Hello' });
      const transport = scriptedTransport(
        { marbles: '         -r-x-y---u|', values: { ...hello, x: 'Help ', y: 'me' } },
        { marbles: '         -r-x-y-u|', values: hello },
      );
      const requestSubs = ['^------!', '-------^-------!'];
      const expected = '    ---a 11ms t 10ms b 79ms (c|)';

      const result = suggestions(createClient(transport), prompts);

      expectObservable(result).toBe(expected, {
        a: { prompt: 'He', text: 'Help' },
        b: { prompt: 'Hello', text: 'Hello' },
        c: { prompt: 'Hello', text: 'Hello you' },
        t: { prompt: 'Hello', tokens: 2 },
      });
      expectSubscriptions(transport.subscriptions).toBe(requestSubs);
    });
  });

  it('resends the request after the delay that the server demands', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const prompts = cold('a|', { a: 'Hello' });
      const transport = scriptedTransport(
        { marbles: '-#', error: apiError(429, { retryAfter: 2000 }) },
        { marbles: '-x-u|', values: hello },
      );
      const requestSubs = ['^!', '2001ms ^---!'];
      const expected = '   2005ms t 12ms (c|)';

      const result = suggestions(createClient(transport), prompts);

      expectObservable(result).toBe(expected, {
        c: { prompt: 'Hello', text: 'Hello' },
        t: { prompt: 'Hello', tokens: 2 },
      });
      expectSubscriptions(transport.subscriptions).toBe(requestSubs);
    });
  });

  it('resends the request if the server is silent before the first text, and fails if it is silent after it', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const prompts = cold('a|', { a: 'Hello' });
      const transport = scriptedTransport(
        { marbles: '-r-', values: hello },
        { marbles: '-x-', values: { x: 'Hel lo' } },
      );
      const requestSubs = ['^ 1000ms !', '1501ms ^ 1000ms !'];
      const expected = '     1502ms a 991ms b 7ms (f|)';

      const result = suggestions(createClient(transport), prompts);

      expectObservable(result).toBe(expected, {
        a: { prompt: 'Hello', text: 'Hel' },
        b: { prompt: 'Hello', text: 'Hel lo' },
        f: { prompt: 'Hello', failure: 'APITimeoutError' },
      });
      expectSubscriptions(transport.subscriptions).toBe(requestSubs);
    });
  });
});

describe('a typeahead service with cancelled, rejected and silent requests', () => {
  it('has the same events in the same order in virtual time and against the mock server', async () => {
    const virtual: string[] = [];
    const real: string[] = [];
    const server = await startMockServer({ script: createScript() });
    const transport = undiciTransport();

    inVirtualTime(() => {
      typeAll(
        withLog(scriptedTransport(engineReplies({ script: createScript() })), virtual),
        'http://test',
        virtual,
      );
    });
    await new Promise<void>((resolve) => {
      typeAll(withLog(transport, real), server.baseURL, real, resolve);
    });
    await transport.close();
    await server.close();

    expect(virtual).toEqual([
      'send one',
      'show one',
      'type two',
      'cancel one',
      'send two',
      'wait 500 ms',
      'send two',
      'show two',
      'done two',
      'type three',
      'send three',
      'wait 500 ms',
      'cancel three',
      'send three',
      'show three',
      'done three',
    ]);
    expect(real).toEqual(virtual);
    expect(server.openRequests).toBe(0);
  });
});

const answers: Readonly<Record<string, string>> = {
  one: 'One '.repeat(500),
  two: 'Two two two',
  three: 'Three three three',
};

/** Answers `one` slowly, and `two` and `three` at the second request: the first one for `two` gets a 429, that for `three` a silence. */
function createScript(): Script {
  const prompts: string[] = [];
  const timing = { firstTokenDelay: 20, tokenDelay: 20 };
  return [
    {
      reply: ({ messages }): ScriptReply => {
        const prompt = messages[0]?.content as string;
        const isFirst = !prompts.includes(prompt);
        prompts.push(prompt);
        if (prompt === 'two' && isFirst) {
          return { status: 429, body: { error: 'Rate limit exceeded' }, headers: { 'retry-after': '0.2' } };
        }
        const fault = prompt === 'three' && isFirst ? ({ kind: 'stall', after: 1 } as const) : undefined;
        return { text: answers[prompt] ?? '', timing, ...(fault && { fault }) };
      },
    },
  ];
}

/** Logs which requests are sent through a transport, and which of them are cancelled before `[DONE]`. */
function withLog(transport: HttpTransport, log: string[]): HttpTransport {
  return (request) =>
    defer(() => {
      const { messages } = JSON.parse(String(request.body)) as { messages: [{ content: string }] };
      const prompt = messages[0].content;
      let hasEnded = false;
      log.push(`send ${prompt}`);
      return transport(request).pipe(
        tap({
          next: (event) => {
            hasEnded ||= event.type === 'data' && new TextDecoder().decode(event.bytes).includes('[DONE]');
          },
          complete: () => (hasEnded = true),
          error: () => (hasEnded = true),
        }),
        finalize(() => {
          if (!hasEnded) log.push(`cancel ${prompt}`);
        }),
      );
    });
}

/** Types `one`, then `two` at the first text of the answer to `one`, and `three` at the end of the answer to `two`. */
function typeAll(
  transport: HttpTransport,
  baseURL: string,
  log: string[],
  done: () => void = () => undefined,
): void {
  const prompts = new Subject<string>();
  const texts = new Map<string, string>();
  const type = (prompt: string): void => {
    log.push(`type ${prompt}`);
    prompts.next(prompt);
  };
  const show = (suggestion: Suggestion): void => {
    const { prompt } = suggestion;
    if (!('text' in suggestion)) return;
    if (!texts.has(prompt)) log.push(`show ${prompt}`);
    texts.set(prompt, suggestion.text);
    if (prompt === 'one') type('two');
    if (suggestion.text !== answers[prompt]) return;
    log.push(`done ${prompt}`);
    if (prompt === 'two') type('three');
    else prompts.complete();
  };
  suggestions(new VeniceClient({ baseURL, transport }), prompts, ({ wait }) =>
    log.push(`wait ${wait} ms`),
  ).subscribe({ next: show, complete: done });
  prompts.next('one');
}

function createClient(transport: HttpTransport): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', transport });
}
