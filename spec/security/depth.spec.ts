import { of } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  LimitExceededError,
  VeniceClient,
  runTools,
  tool,
} from 'venice-rx';
import { finish, role, scriptedTransport, toolCall } from 'venice-rx/testing';
import { readJson } from '../../src/response/read-json.js';
import { FrameReader } from '../../src/sse/frame-reader.browser.js';
import type { FrameResult } from '../../src/sse/read-frame.js';
import { answer, data, done, frame, head, readAll } from '../response/answers.js';

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const deep = nested(5000);
const tooDeep = { name: 'LimitExceededError', kind: 'depth', limit: 512, isRetryable: false };

/** Chunks and an error with a field in one of their objects. */
const places: Readonly<Record<string, (field: string) => string>> = {
  'the chunk': (field) => `{"id":"c1","x":${field},"choices":[]}`,
  usage: (field) => `{"id":"c1","usage":{"x":${field}},"choices":[]}`,
  'a choice': (field) => `{"choices":[{"index":0,"x":${field},"delta":{}}]}`,
  'a delta': (field) => `{"choices":[{"index":0,"delta":{"content":"a","x":${field}}}]}`,
  'a list that grows': (field) => `{"choices":[{"index":0,"delta":{"reasoning_details":[${field}]}}]}`,
  'log probabilities': (field) => `{"choices":[{"index":0,"delta":{},"logprobs":{"content":[${field}]}}]}`,
  'arguments of a call': (field) =>
    `{"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":${field}}}]}}]}`,
  'an error': (field) => `{"error":{"message":"no","x":${field}}}`,
};

function readInPage(text: string): readonly FrameResult[] {
  const results: FrameResult[] = [];
  const take = (result: FrameResult): number => results.push(result);
  const sink = { closed: false, chunk: take, result: take };
  const reader = new FrameReader({ status: 200, headers: {}, now: 0 }, sink);
  reader.push(new TextEncoder().encode(text));
  reader.end();
  return results;
}

function whole(status: number, body: string): unknown {
  let failure: unknown;
  answer(head(status), [body])
    .pipe(readJson({ redact: (text) => text }))
    .subscribe({ error: (error: unknown) => (failure = error) });
  return failure;
}

describe('JSON that is nested too deeply', () => {
  it.each(Object.entries(places))('fails a stream: in %s', (_, chunk) => {
    const { chunks, error } = readAll(answer(head(), [`data: ${chunk(deep)}\n\n`, frame('late'), done]));

    expect(chunks).toEqual([]);
    expect(error).toMatchObject(tooDeep);
    expect(error).toBeInstanceOf(LimitExceededError);
    expect(readInPage(`data: ${chunk(deep)}\n\n`)).toMatchObject([tooDeep]);
  });

  it.each(['data: %\n\n', 'data:%\r\n\r\n', 'data: \ndata: %\n\n', 'data: %'])(
    'fails a stream whose frame has the form %j',
    (form) => {
      const text = form.replace('%', places['a delta']?.(deep) ?? '');

      expect(readAll(answer(head(), [text])).error).toMatchObject(tooDeep);
      expect(readInPage(text)).toMatchObject([tooDeep]);
    },
  );

  it('fails a stream after frames that were read with templates', () => {
    const similarFrames = Array.from({ length: 600 }, (_, number) => frame(`word ${number}`));
    const { chunks, error } = readAll(
      answer(head(), [`${similarFrames.join('')}data: ${places['a delta']?.(deep)}\n\n`]),
    );

    expect(chunks).toHaveLength(600);
    expect(error).toMatchObject(tooDeep);
  });

  it('has more than 512 levels, including those of the chunk', () => {
    // The chunk has four levels around the field.
    const deepest = nested(508);
    const { chunks, error } = readAll(
      answer(head(), [`data: ${places['a delta']?.(deepest)}\n\n`, frame('', 'stop'), done]),
    );

    expect(error).toBeUndefined();
    expect(JSON.stringify(chunks[0])).toContain(deepest);
    expect(readAll(answer(head(), [`data: ${places['a delta']?.(nested(509))}\n\n`])).error).toMatchObject(
      tooDeep,
    );
  });

  it('fails an answer in one piece', () => {
    expect(whole(200, `{"choices":[],"x":${deep}}`)).toMatchObject(tooDeep);
  });

  it('remains a string as the body of an error', () => {
    const body = `{"error":{"message":"no","x":${deep}}}`;

    expect(whole(500, body)).toMatchObject({ name: 'InternalServerError', body });
    expect(readAll(answer(head(500), [body])).error).toMatchObject({ name: 'InternalServerError', body });
    expect(readAll(answer(head(), [body])).error).toMatchObject({ name: 'APIError', body });
    expect(readAll(answer(head(), [`event: error\ndata: ${body}\n\n`])).error).toMatchObject({
      name: 'APIError',
      inBand: true,
      body,
    });
  });

  it('fails a tool call whose arguments it is', () => {
    let isCalled = false;
    const count = tool({
      name: 'count',
      description: 'Counts.',
      inputSchema: { type: 'object' },
      execute: () => (isCalled = true),
    });
    const called = toolCall({ id: 'c1', name: 'count', arguments: deep });
    const failures: unknown[] = [];
    runTools(
      () => of(called, finish('tool_calls')),
      { model: 'm', messages: [] },
      {
        tools: [count],
        maxSteps: 2,
      },
    ).subscribe({
      next: (event) => {
        if (event.type === 'tool-result') failures.push(event.error);
      },
      error: () => undefined,
    });

    expect(failures[0]).toMatchObject({ name: 'ToolError', reason: 'arguments' });
    expect(isCalled).toBe(false);
  });
});

describe('a conversation', () => {
  const request = { model: 'm' };
  const field = JSON.parse(deep) as object;
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const levels = 'must be nested at most 512 levels deep; received an';

  it('can send again after a server has sent a field that is nested too deeply', () => {
    const bodies = [`data: ${places['a delta']?.(deep)}\n\n`, frame('Hi', 'stop') + done];
    let sent = 0;
    const client = new VeniceClient({
      baseURL: 'http://test',
      apiKey: false,
      transport: () => {
        sent += 1;
        return of(head(), data(bodies.shift() ?? ''));
      },
    });
    const conversation = new Conversation(client.chat.completions, { request });

    conversation.send('Hello');
    expect(conversation.currentState).toMatchObject({ status: 'failed', error: tooDeep });
    expect(conversation.currentState.messages).toEqual([{ role: 'user', content: 'Hello' }]);

    conversation.send('Again');
    expect(conversation.currentState).toMatchObject({ status: 'idle' });
    expect(conversation.currentState.messages.at(-1)).toMatchObject({ content: 'Hi' });
    expect(sent).toBe(2);
  });

  it.each<[string, object, string]>([
    ['a message', { role: 'assistant', content: 'a', x: field }, 'x'],
    ['content', { role: 'user', content: [{ type: 'text', text: 'a', x: field }] }, 'content'],
    ['a call', { role: 'assistant', tool_calls: [{ id: 'a', x: field }] }, 'tool_calls'],
    ['a result', { role: 'tool', tool_call_id: 'a', content: 'a', x: field }, 'x'],
    ['a circular value', { role: 'user', content: 'a', x: circular }, 'x'],
  ])('rejects a message with a field that is nested too deeply: %s', (_, message, name) => {
    const messages = [{ role: 'user', content: 'a' }, message] as readonly ChatMessage[];
    const make = (options: object) => () => new Conversation(() => of(), { request, ...options });

    expect(make({ messages })).toThrow(`\`messages[1].${name}\` ${levels}`);
    expect(make({ from: { version: 1, messages } })).toThrow(`\`from.messages[1].${name}\` ${levels}`);
  });

  it.each(['usage', 'cost'])('rejects an export whose %s is nested too deeply', (name) => {
    const from = { version: 1, messages: [], [name]: { x: field } } as unknown as ConversationExport;

    expect(() => new Conversation(() => of(), { request, from })).toThrow(`\`from.${name}\` ${levels}`);
  });

  it.each<[string, (conversation: Conversation, content: string) => unknown]>([
    ['send', (conversation, content) => conversation.send(content)],
    [
      'edit',
      (conversation, content) => conversation.edit(conversation.currentState.entries[0]?.id ?? '', content),
    ],
  ])('rejects content that is nested too deeply: %s', (_, command) => {
    const conversation = new Conversation(scriptedChat(), { request });
    const content = [{ type: 'text', text: 'a', x: field }] as unknown as string;

    expect(() => {
      command(conversation, content);
    }).toThrow(`\`content\` ${levels}`);
  });

  it('accepts fields of 512 levels, and no more', () => {
    const make = (depth: number) => () => {
      const message: object = { role: 'user', content: 'a', x: JSON.parse(nested(depth)) as object };
      return new Conversation(() => of(), { request, messages: [message] as readonly ChatMessage[] });
    };

    expect(make(512)).not.toThrow();
    expect(make(513)).toThrow(`\`messages[0].x\` ${levels}`);
  });

  it('accepts an object that occurs 2^100 times in a field', () => {
    let shared: object = {};
    for (let level = 0; level < 100; level += 1) shared = { a: shared, b: shared };
    const message: object = { role: 'user', content: 'a', x: shared };
    const messages = [message] as readonly ChatMessage[];

    expect(() => new Conversation(() => of(), { request, messages })).not.toThrow();
  });

  it('throws a TypeError on export if a custom chat has emitted a circular value', () => {
    const odd = {
      ...role(),
      choices: [{ index: 0, delta: { content: 'a', x: circular }, finish_reason: 'stop' }],
    };
    const conversation = new Conversation(() => of(odd), { request });
    conversation.send('Hello');

    expect(() => conversation.export()).toThrow(TypeError);
  });
});

function scriptedChat() {
  const transport = scriptedTransport();
  return new VeniceClient({ baseURL: 'http://test', apiKey: false, transport }).chat.completions;
}
