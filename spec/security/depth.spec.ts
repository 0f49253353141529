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

/** Every object of a chunk, with a field that nests deep. */
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

describe('JSON that nests too deep', () => {
  it.each(Object.entries(places))('is refused in a stream: in %s', (_, chunk) => {
    const { chunks, error } = readAll(answer(head(), [`data: ${chunk(deep)}\n\n`, frame('late'), done]));

    expect(chunks).toEqual([]);
    expect(error).toMatchObject(tooDeep);
    expect(error).toBeInstanceOf(LimitExceededError);
    expect(readInPage(`data: ${chunk(deep)}\n\n`)).toMatchObject([tooDeep]);
  });

  it.each(['data: %\n\n', 'data:%\r\n\r\n', 'data: \ndata: %\n\n', 'data: %'])(
    'is refused however its frame is written: %j',
    (written) => {
      const text = written.replace('%', places['a delta']?.(deep) ?? '');

      expect(readAll(answer(head(), [text])).error).toMatchObject(tooDeep);
      expect(readInPage(text)).toMatchObject([tooDeep]);
    },
  );

  it('is refused after frames that were learned', () => {
    const alike = Array.from({ length: 600 }, (_, number) => frame(`word ${number}`));
    const { chunks, error } = readAll(answer(head(), [...alike, `data: ${places['a delta']?.(deep)}\n\n`]));

    expect(chunks).toHaveLength(600);
    expect(error).toMatchObject(tooDeep);
  });

  it('may have 512 levels, those of the chunk included', () => {
    const most = nested(508);
    const { chunks, error } = readAll(
      answer(head(), [`data: ${places['a delta']?.(most)}\n\n`, frame('', 'stop'), done]),
    );

    expect(error).toBeUndefined();
    expect(JSON.stringify(chunks[0])).toContain(most);
    expect(readAll(answer(head(), [`data: ${places['a delta']?.(nested(509))}\n\n`])).error).toMatchObject(
      tooDeep,
    );
  });

  it('is refused in an answer in one piece', () => {
    expect(whole(200, `{"choices":[],"x":${deep}}`)).toMatchObject(tooDeep);
  });

  it('stays text in an error', () => {
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

  it('is refused in the arguments of a call', () => {
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

  it('goes on after a server has sent a field that nests too deep', () => {
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
    ['itself', { role: 'user', content: 'a', x: circular }, 'x'],
  ])('refuses a message with a field that nests too deep: %s', (_, message, name) => {
    const messages = [{ role: 'user', content: 'a' }, message] as readonly ChatMessage[];
    const make = (options: object) => () => new Conversation(() => of(), { request, ...options });

    expect(make({ messages })).toThrow(`\`messages[1].${name}\` ${levels}`);
    expect(make({ from: { version: 1, messages } })).toThrow(`\`from.messages[1].${name}\` ${levels}`);
  });

  it.each(['usage', 'cost'])('refuses an export whose %s nests too deep', (name) => {
    const from = { version: 1, messages: [], [name]: { x: field } } as unknown as ConversationExport;

    expect(() => new Conversation(() => of(), { request, from })).toThrow(`\`from.${name}\` ${levels}`);
  });

  it.each<[string, (conversation: Conversation, content: string) => unknown]>([
    ['send', (conversation, content) => conversation.send(content)],
    [
      'edit',
      (conversation, content) => conversation.edit(conversation.currentState.entries[0]?.id ?? '', content),
    ],
  ])('refuses content that nests too deep: %s', (_, command) => {
    const conversation = new Conversation(scriptedChat(), { request });
    const content = [{ type: 'text', text: 'a', x: field }] as unknown as string;

    expect(() => {
      command(conversation, content);
    }).toThrow(`\`content\` ${levels}`);
  });

  it('takes fields of 512 levels, and no more', () => {
    const make = (depth: number) => () => {
      const message: object = { role: 'user', content: 'a', x: JSON.parse(nested(depth)) as object };
      return new Conversation(() => of(), { request, messages: [message] as readonly ChatMessage[] });
    };

    expect(make(512)).not.toThrow();
    expect(make(513)).toThrow(`\`messages[0].x\` ${levels}`);
  });

  it('takes a value that is shared many times', () => {
    let shared: object = {};
    for (let level = 0; level < 100; level += 1) shared = { a: shared, b: shared };
    const message: object = { role: 'user', content: 'a', x: shared };
    const messages = [message] as readonly ChatMessage[];

    expect(() => new Conversation(() => of(), { request, messages })).not.toThrow();
  });

  it('says in a TypeError that a chat of the caller emits what JSON cannot say', () => {
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
