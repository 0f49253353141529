import { lastValueFrom, of, toArray } from 'rxjs';
import {
  type ChatCompletionRequest,
  VeniceClient,
  accumulate,
  partialObjects,
  toCompletion,
  toObject,
} from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';
import { bytes, chunk, finish, sse } from 'venice-rx/testing';
import { z } from 'zod';
import { assertPrototypesAreClean } from '../fuzz/prototypes.js';
import { head, hello, scripted } from '../support/replies.js';

const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
/** JSON with fields whose names may lead to `Object.prototype`. */
const evil =
  '{"__proto__":{"polluted":1,"__proto__":{"polluted":2}},"constructor":{"prototype":{"polluted":3}},"prototype":{"polluted":4}}';

function evilObject(): Record<string, unknown> {
  return JSON.parse(evil) as Record<string, unknown>;
}

afterEach(() => {
  assertPrototypesAreClean();
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe('a field named __proto__, constructor or prototype', () => {
  it('is an ordinary field of a chunk, a snapshot and a completion', async () => {
    const delta = { content: 'a', ...evilObject() };
    const body = {
      id: 'c',
      choices: [{ index: 0, delta, ...evilObject(), logprobs: evilObject() }],
      ...evilObject(),
    };
    const usage = { choices: [], usage: evilObject(), cost: evilObject(), venice_parameters: evilObject() };
    const text = JSON.stringify(body).replaceAll('"content"', `"__proto__":{"polluted":1},"content"`);
    const frames = [
      head(),
      sse(text),
      sse(text),
      sse(usage),
      sse('{"choices":[{"finish_reason":"stop"}]}'),
      sse('[DONE]'),
    ];
    const { transport } = scripted(of(...frames));
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const stream = client.chat.completions.create({ ...request, stream: true });
    const snapshots = await lastValueFrom(stream.pipe(accumulate(), toArray()));
    const completion = await lastValueFrom(stream.pipe(toCompletion()));

    expect(snapshots).toHaveLength(4);
    for (const part of [
      completion,
      completion.choices[0],
      completion.choices[0]?.message,
      completion.usage,
    ]) {
      expect(Object.getPrototypeOf(part)).toBe(Object.prototype);
      expect(Object.hasOwn(part as object, '__proto__')).toBe(true);
    }
  });

  it('is an ordinary field of an object that `toObject` or `partialObjects` emits', async () => {
    for (const size of [1, 7, 1000]) {
      const pieces = Array.from({ length: Math.ceil(evil.length / size) }, (_, at) =>
        chunk(evil.slice(at * size, (at + 1) * size)),
      );
      const value = (await lastValueFrom(of(...pieces, finish()).pipe(toObject(z.unknown())))) as object;
      const parts = await lastValueFrom(of(...pieces, finish()).pipe(partialObjects(), toArray()));

      expect(JSON.stringify(value)).toBe(evil);
      for (const part of [value, ...parts]) expect(Object.getPrototypeOf(part)).toBe(Object.prototype);
    }
  });

  it('is sent like any other field of headers and `extraBody`', async () => {
    const { transport, requests } = scripted(hello());
    const headers = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>;
    const client = new VeniceClient({ baseURL: 'http://test', transport, headers });
    await lastValueFrom(
      client.chat.completions.create({ ...request, stream: true }, { headers, extraBody: evilObject() }),
    );

    expect(Object.hasOwn(requests[0]?.headers ?? {}, '__proto__')).toBe(true);
    expect(requests[0]?.body).toContain(evil.slice(1, -1));
  });

  it('is rejected in a request, like every unknown field', async () => {
    const { transport } = scripted(hello());
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    for (const name of ['constructor', 'prototype', 'toString']) {
      const wrong = { ...request, [name]: 1 } as ChatCompletionRequest;
      await expect(
        lastValueFrom(client.chat.completions.create({ ...wrong, stream: true })),
      ).rejects.toMatchObject({ path: name });
    }
  });

  it('is an ordinary field of model lists, mappings and errors', async () => {
    const list = {
      data: [{ id: 'a', ...evilObject(), model_spec: { ...evilObject(), capabilities: evilObject() } }],
    };
    const mapping = { data: JSON.parse('{"__proto__":"a","constructor":"b"}') as object };
    const answers = [list, mapping, mapping, { error: { message: 'no', ...evilObject() }, ...evilObject() }];
    const { transport } = scripted(
      ...answers.map((answer) => of(head(200, {}), bytes(JSON.stringify(answer)))),
    );
    const { models } = new VeniceClient({ baseURL: 'http://test', transport });
    const [model] = await lastValueFrom(models.list());
    const traits = await lastValueFrom(models.traits());
    const names = await lastValueFrom(models.compatibilityMapping());

    expect(Object.hasOwn(model ?? {}, '__proto__')).toBe(true);
    expect([Object.keys(traits), Object.keys(names)]).toEqual([
      ['__proto__', 'constructor'],
      ['__proto__', 'constructor'],
    ]);
    await expect(lastValueFrom(models.list())).rejects.toMatchObject({ name: 'APIError' });
  });

  it('does not change prototypes in the mock server if a request or a script has it', async () => {
    await using server = await startMockServer({
      script: [
        { reply: { text: '', ...evilObject(), toolCalls: [{ name: '__proto__', arguments: evilObject() }] } },
      ],
    });
    const send = async (body: string, headers: Record<string, string> = {}): Promise<number> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      return (await fetch(`${server.baseURL}/chat/completions`, init)).status;
    };
    const plain = '"messages":[{"role":"user","content":"Hi"}]';

    expect(await send(`{"model":"default",${plain}}`)).toBe(200);
    for (const body of [
      evil,
      `{"model":"__proto__",${plain}}`,
      `{"model":"default",${plain},${evil.slice(1)}`,
      `[${evil}]`,
      'null',
    ])
      expect(await send(body)).toBeGreaterThanOrEqual(400);
    for (const fault of [
      '__proto__',
      'constructor=1',
      'http=__proto__',
      'http=constructor',
      'status=__proto__',
    ])
      expect(await send(`{"model":"default",${plain}}`, { 'x-fault': fault })).toBe(400);
  });

  it('is found if it changes a prototype, the negative control', () => {
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true });
    try {
      expect(assertPrototypesAreClean).toThrow('Object was changed');
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
    }
  });
});
