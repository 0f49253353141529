import * as fc from 'fast-check';
import { type TapObserver, tap } from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import { cases, seed, sized } from '../support/cases.js';
import { ByteRelay, closeRelays, frame, toFrames, json, manyFrames, manyFramesCount } from './byte-relay.js';
import { relayFunctions } from './relay-server.js';

/** An observer that appends a copy of each chunk when it is emitted. */
function copyTo(copies: ChatCompletionChunk[]): Partial<TapObserver<ChatCompletionChunk>> {
  return { next: (chunk) => void copies.push(structuredClone(chunk)) };
}

/** Forms of frames that differ from `data: …` and a blank line. */
const frameForms: readonly (readonly [string, (data: string) => string])[] = [
  ['CRLF line ends', (data) => `data: ${data}\r\n\r\n`],
  ['CR line ends', (data) => `data: ${data}\r\r`],
  ['no space after the colon', (data) => `data:${data}\n\n`],
  ['two spaces after the colon', (data) => `data:  ${data}\n\n`],
  ['an id', (data) => `id: secret\ndata: ${data}\n\n`],
  ['an id after the data', (data) => `data: ${data}\nid: secret\n\n`],
  ['a retry', (data) => `retry: 1\ndata: ${data}\n\n`],
  ['an event', (data) => `event: message\ndata: ${data}\n\n`],
  ['a comment', (data) => `: secret\ndata: ${data}\n\n`],
  ['a comment after the data', (data) => `data: ${data}\n: secret\n\n`],
  ['an unknown field', (data) => `data: ${data}\nsecret: 1\n\n`],
  ['two lines of data', (data) => `data: ${data.slice(0, 6)}\ndata: ${data.slice(6)}\n\n`],
  ['more blank lines', (data) => `data: ${data}\n\n\n\n`],
  // Some servers end an event with one line end, so the decoder accepts it after a whole JSON value.
  ['one line end', (data) => `data: ${data}\n`],
];

/** Further fields of a chunk that could make its bytes differ from the emitted value. */
const oddFields: readonly (readonly [string, string])[] = [
  ['big integers', ', "big": 12345678901234567890'],
  ['numbers beyond the range of a double', ', "big": 1e999, "small": 1e-999'],
  ['numbers in other notations', ', "a": 1.0, "b": -0, "c": 1E2, "d": 0.10'],
  ['NaN', ', "loss": NaN'],
  ['Infinity', ', "loss": -Infinity'],
  ['a repeated key', ', "secret": "hidden", "secret": null'],
  ['a repeated key with an escape', ', "secret": "hidden", "secr\\u0065t": null'],
  ['a repeated id', ', "id": "c2"'],
  ['__proto__', ', "__proto__": {"content": "shown"}'],
  ['toJSON', ', "toJSON": 1'],
  ['lone surrogates', ', "text": "\\ud800"'],
  ['control characters as escapes', ', "text": "\\u0000\\u007f\\u2028"'],
  ['a tab in a string', ', "text": "a\tb"'],
  ['no other field', ''],
  ['a cost as a string', ', "cost": "0.5"'],
  ['an empty error', ', "error": null'],
  ['deep values', `, "deep": ${'['.repeat(60)}${']'.repeat(60)}`],
  ['index keys', ', "10": 1, "2": 2'],
  ['empty containers', ', "a": {}, "b": [], "c": [[]]'],
];

const invalidBytes = [
  ['an invalid byte', [0xff]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['an incomplete character', [0xe2, 0x82]],
] as const;

afterEach(closeRelays);
afterAll(() => process.stdout.write(`changes of chunks: SEED=${seed}\n`));

describe.each(relayFunctions)('%s', (relayFunction) => {
  it.each(frameForms)('writes only the data of frames with %s', async (_name, toFrame) => {
    const copies: ChatCompletionChunk[] = [];
    const relay = new ByteRelay(relayFunction, { operator: tap(copyTo(copies)) });
    relay.upstream.read(manyFrames((content) => toFrame(json(content))));
    relay.upstream.read(manyFrames((content) => frame(content)));
    relay.upstream.read(toFrame(json('a')), frame('b'), toFrame(json('c')));
    const body = (await relay.writes()).join('');

    expect(body).not.toMatch(/secret|retry|event|\r|^:/m);
    assertSame(
      toFrames(body)
        .slice(0, -1)
        .map((text) => JSON.parse(text) as unknown),
      copies,
    );
    expect(copies.slice(2 * manyFramesCount, 2 * manyFramesCount + 3).map(toContent)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it.each(oddFields)('writes JSON that is equal to the chunk: %s', async (_name, more) => {
    const copies: ChatCompletionChunk[] = [];
    const relay = new ByteRelay(relayFunction, { operator: tap(copyTo(copies)) });
    for (const content of ['a', 'b', 'c', 'd']) relay.upstream.read(frame(content, more));
    relay.upstream.read(manyFrames((content) => frame(content, more)));
    const body = await relay.body();

    expect(body.includes('"hidden"')).toBe(false);
    for (const [number, text] of toFrames(body).entries()) {
      const copy = copies[number];
      // A string that differs has the received bytes. In a serialized chunk, -0 is written as 0, which `assertSame` would reject.
      if (text !== JSON.stringify(copy)) assertSame(JSON.parse(text), copy);
    }
  });

  it.each(frameForms)('writes only the data of single frames with %s', async (_name, toFrame) => {
    const relay = new ByteRelay(relayFunction);
    const contents = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [at, content] of contents.entries())
      relay.upstream.read(at % 2 === 0 ? frame(content) : toFrame(json(content)));
    const body = await relay.body();

    expect(body).not.toMatch(/secret|retry|event|\r|^:/m);
    expect(toFrames(body).map((text) => toContent(JSON.parse(text) as ChatCompletionChunk))).toEqual(
      contents,
    );
  });

  it.each(invalidBytes)('writes valid UTF-8 for %s', async (_name, bytes) => {
    const copies: ChatCompletionChunk[] = [];
    const relay = new ByteRelay(relayFunction, { operator: tap(copyTo(copies)) });
    const [before, after] = frame('#').split('#');
    const broken = Buffer.concat([Buffer.from(before ?? ''), Buffer.from(bytes), Buffer.from(after ?? '')]);
    relay.upstream.read(manyFrames());
    relay.upstream.read(frame('a'), broken, frame('é'), broken);
    for (const single of [frame('a'), broken, frame('é'), broken]) relay.upstream.read(single);
    const body = Buffer.from(await relay.body(), 'latin1');

    expect(new TextDecoder('utf-8', { fatal: true }).decode(body)).toContain(frame('a'));
    expect(body.toString()).toContain(frame('é'));
    expect(
      toFrames(body.toString('latin1'))
        .slice(-8)
        .map((text) => toContent(JSON.parse(text) as ChatCompletionChunk)),
    ).toEqual(copies.slice(manyFramesCount, manyFramesCount + 8).map(toContent));
  });

  it('forwards a character whose bytes are in two reads', async () => {
    const relay = new ByteRelay(relayFunction);
    const bytes = Buffer.from(frame('é') + frame('👑'));
    const cut = bytes.indexOf('👑') + 2;
    relay.upstream.read(manyFrames());
    relay.upstream.read(bytes.subarray(0, cut));
    relay.upstream.read(bytes.subarray(cut));
    const contents = toFrames(await relay.body()).map((text) =>
      toContent(JSON.parse(text) as ChatCompletionChunk),
    );

    expect(contents.slice(-2)).toEqual(['é', '👑']);
  });

  it('writes JSON that is equal to the chunk after random changes in place', async () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, -0, NaN, 'b'));
    const path = fc.constantFrom<readonly (number | string)[]>(
      ['id'],
      ['choices'],
      ['choices', 0],
      ['choices', 0, 'delta'],
      ['choices', 0, 'delta', 'content'],
      ['choices', 0, 'index'],
      ['created'],
      ['other'],
    );
    const steps = fc.array(fc.option(fc.tuple(path, value), { freq: 2 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (changes) => {
        const expected: string[] = [];
        let at = -1;
        const apply = tap((chunk: ChatCompletionChunk) => {
          const step = at < 0 ? null : changes[at];
          if (at >= 0) at += 1;
          if (step) setAt(chunk, ...step);
          expected.push(JSON.stringify(chunk));
        });
        const relay = new ByteRelay(relayFunction, { operator: apply });
        relay.upstream.read(manyFrames());
        at = 0;
        relay.upstream.read(...changes.map((_, number) => frame(`é${number}`)));
        const body = await relay.body();

        expect(toFrames(body).map((text) => JSON.stringify(JSON.parse(text)))).toEqual(
          expected.slice(0, manyFramesCount + changes.length).map((text) => JSON.stringify(JSON.parse(text))),
        );
      }),
      { ...cases, numRuns: sized(10, 300) },
    );
  });
});

/** Sets a value in a chunk, or deletes it if it is undefined. */
function setAt(chunk: object, path: readonly (number | string)[], value: unknown): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => (Object(inner) as Record<number | string, unknown>)[key], chunk);
  if (typeof parent !== 'object' || parent === null) return;
  const key = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
}

function toContent(chunk: ChatCompletionChunk): unknown {
  return chunk.choices?.[0]?.delta?.content;
}
