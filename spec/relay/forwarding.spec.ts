import {
  type MonoTypeOperatorFunction,
  asapScheduler,
  delay,
  filter,
  map,
  merge,
  observeOn,
  pairwise,
  tap,
} from 'rxjs';
import type { ChatCompletionChunk } from 'venice-rx';
import {
  ByteRelay,
  closeRelays,
  Upstream,
  ending,
  frame,
  toFrames,
  json,
  manyFrames,
  toByteText,
} from './byte-relay.js';
import { relayFunctions } from './relay-server.js';

/** A chunk with a type that allows changes. */
interface Draft {
  [field: string]: unknown;
  choices: { [field: string]: unknown; delta: Record<string, unknown> }[];
}

const isMarked = ({ choices }: ChatCompletionChunk): boolean => choices?.[0]?.delta?.content === 'marked';
const markedFrame = frame('marked');

/** Applies a change to the chunk with the content "marked", in place. */
function change(work: (chunk: Draft, delta: Record<string, unknown>) => void) {
  return tap((chunk: ChatCompletionChunk) => {
    if (!isMarked(chunk)) return;
    const draft = chunk as unknown as Draft;
    work(draft, draft.choices[0]?.delta ?? {});
  });
}

const changes: readonly (readonly [string, Parameters<typeof change>[0]])[] = [
  ['sets a nested field', (_, delta) => (delta['content'] = 'other')],
  ['sets a field that is part of the template', (chunk) => (chunk['model'] = 'other')],
  ['sets a field to another type', (chunk) => (chunk['created'] = '1')],
  ['sets a null to undefined', (_, delta) => (delta['role'] = undefined)],
  ['adds a key', (chunk) => (chunk['added'] = 1)],
  ['adds a nested key', (_, delta) => (delta['added'] = null)],
  ['deletes a key', (chunk) => Reflect.deleteProperty(chunk, 'model')],
  ['deletes a nested key', (_, delta) => Reflect.deleteProperty(delta, 'role')],
  [
    'renames a key',
    (_, delta) => {
      Reflect.deleteProperty(delta, 'role');
      delta['roll'] = null;
    },
  ],
  ['replaces a choice', ({ choices }) => (choices[0] = { index: 1, delta: { content: 'marked' } })],
  ['replaces a choice by an array', (chunk) => (chunk.choices[0] = [] as never)],
  ['replaces the choices', (chunk) => (chunk.choices = [])],
  [
    'replaces the choices by an object',
    (chunk) => (chunk.choices = Object.assign({}, chunk.choices) as never),
  ],
  ['adds a choice', ({ choices }) => choices.push({ delta: {} })],
  ['removes the choices', ({ choices }) => (choices.length = 0)],
  ['replaces a delta by null', ({ choices }) => (choices[0] = { ...choices[0], delta: null as never })],
  ['sets 0 to -0', ({ choices }) => (choices[0] = { ...choices[0], index: -0, delta: {} })],
  ['adds toJSON', (chunk) => (chunk['toJSON'] = () => ({ choices: [], hidden: true }))],
  [
    'adds a toJSON that is not enumerable',
    (_, delta) => Object.defineProperty(delta, 'toJSON', { value: () => ({ content: 'hidden' }) }),
  ],
  [
    'inherits toJSON',
    (_, delta) => {
      Object.setPrototypeOf(delta, { toJSON: () => ({ content: 'hidden' }) });
    },
  ],
  ['adds toJSON to an array', ({ choices }) => Object.defineProperty(choices, 'toJSON', { value: () => [] })],
  [
    'hides a field from enumeration',
    (chunk) => Object.defineProperty(chunk, 'model', { value: chunk['model'], enumerable: false }),
  ],
];

afterEach(closeRelays);

describe.each(relayFunctions)('%s', (relayFunction) => {
  it('writes chunks that were not changed as the bytes that arrived', async () => {
    const relay = new ByteRelay(relayFunction);
    relay.upstream.read(manyFrames());
    const more = ['Ångström 👑', '"quoted" \\ \n', 'a longer text'].map((text) => frame(text));
    relay.upstream.read(...more);

    expect((await relay.body()).endsWith(toByteText(more.join('')))).toBe(true);
  });

  it('writes single chunks as the bytes that arrived, too', async () => {
    const relay = new ByteRelay(relayFunction);
    // The first chunk is serialized. The second frame becomes a JSON template, unless earlier answers have had its structure.
    for (const content of ['a', 'b', 'c', 'Ångström 👑', '"quoted"']) relay.upstream.read(frame(content));
    const writes = await relay.writes();

    expect(writes.slice(2, 5)).toEqual([frame('c'), frame('Ångström 👑'), frame('"quoted"')].map(toByteText));
    expect(writes[0]).not.toBe(frame('a'));
  });

  it('writes all chunks of one read in one write, changed or not', async () => {
    const relay = new ByteRelay(relayFunction, {
      operator: change((_, delta) => (delta['content'] = 'other')),
    });
    relay.upstream.read(manyFrames());
    relay.upstream.read(frame('a'), frame('b'), markedFrame, frame('c'));
    relay.upstream.read(frame('d'));
    const writes = await relay.writes();

    expect(writes).toHaveLength(4);
    expect(toFrames(writes[1] ?? '').map(toContent)).toEqual(['a', 'b', 'other', 'c']);
    expect(writes[1]?.startsWith(frame('a') + frame('b'))).toBe(true);
    expect(writes[1]?.endsWith(frame('c'))).toBe(true);
    expect(writes[2]).toBe(frame('d'));
    expect(writes[3]?.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('writes a frame that is spread over two reads with the second read', async () => {
    const relay = new ByteRelay(relayFunction);
    relay.upstream.read(manyFrames(), frame('a').slice(0, 50));
    relay.upstream.read(frame('a').slice(50), frame('b'));
    const writes = await relay.writes();

    expect(writes).toHaveLength(3);
    expect(toFrames(writes[1] ?? '').map(toContent)).toEqual(['a', 'b']);
  });

  describe.each([
    ['a large read', [manyFrames(), frame('b')]],
    ['single chunks', ['a', 'a', 'b'].map((content) => frame(content))],
  ])('after %s', (_reads, earlier) => {
    it.each(changes)('serializes a chunk of an operator that %s', async (_name, work) => {
      let changed = '';
      const relay = new ByteRelay(relayFunction, {
        operator: (chunks) =>
          chunks.pipe(
            change(work),
            tap((chunk) => (changed = JSON.stringify(chunk))),
          ),
      });
      for (const read of [...earlier, markedFrame]) relay.upstream.read(read);
      const expected = changed;
      const body = await relay.body();

      expect(body.endsWith(frame('b') + `data: ${expected}\n\n`)).toBe(true);
    });
  });

  it('forwards only the chunks that pass a filter', async () => {
    const relay = new ByteRelay(relayFunction, { operator: filter((chunk) => !isMarked(chunk)) });
    relay.upstream.read(manyFrames());
    relay.upstream.read(frame('a'), markedFrame, frame('b'), markedFrame);

    expect((await relay.body()).endsWith(frame('word 0') + frame('a') + frame('b'))).toBe(true);
  });

  it('serializes a copy that replaces a chunk', async () => {
    const withoutModel = map(({ model: _, ...chunk }: ChatCompletionChunk) => chunk as ChatCompletionChunk);
    const relay = new ByteRelay(relayFunction, { operator: withoutModel });
    relay.upstream.read(manyFrames());

    expect(await relay.body()).not.toContain('model');
  });

  it.each<readonly [string, MonoTypeOperatorFunction<ChatCompletionChunk>]>([
    ['delayed', delay(1)],
    ['rescheduled', observeOn(asapScheduler)],
    [
      'held back',
      (chunks) =>
        chunks.pipe(
          pairwise(),
          map(([before]) => before),
        ),
    ],
  ])('serializes chunks that are %s, since their bytes are no longer kept', async (_name, operator) => {
    const relay = new ByteRelay(relayFunction, { operator });
    relay.upstream.read(manyFrames());
    relay.upstream.read(markedFrame, frame('b'), ending);
    relay.upstream.end();
    const body = await relay.finished();
    const contents = toFrames(body).slice(0, -1);

    expect(contents.map(toContent).filter((content) => content === 'marked')).toEqual(['marked']);
    expect(contents.every((text) => text === JSON.stringify(JSON.parse(text)))).toBe(true);
  });

  it('serializes a chunk that an operator emits for the next frame, which does not match the template', async () => {
    const relay = new ByteRelay(relayFunction, {
      operator: (chunks) =>
        chunks.pipe(
          pairwise(),
          map(([before]) => before),
        ),
    });
    const unknownFrame = `data: {"other": [true], ${json('parsed').slice(1)}\n\n`;
    relay.upstream.read(manyFrames());
    relay.upstream.read(markedFrame, unknownFrame);

    relay.upstream.read(ending);
    relay.upstream.end();
    const body = await relay.finished();

    expect(body).toContain(`data: ${JSON.stringify(JSON.parse(json('marked')))}\n\n`);
    expect(body).not.toContain(markedFrame);
  });

  it('forwards the chunks of two merged runs, each from its own bytes', async () => {
    const other = new Upstream();
    const relay = new ByteRelay(relayFunction, { operator: (chunks) => merge(chunks, other.chunks()) });
    other.sendHead();
    relay.upstream.read(manyFrames());
    other.read(manyFrames());
    relay.upstream.read(frame('a'));
    other.read(frame('b'), frame('c'));
    relay.upstream.read(frame('d'));
    other.read(ending);

    expect(await relay.body()).toContain(frame('a') + frame('b') + frame('c') + frame('d'));
  });

  it('serializes a chunk if another run emits chunks while that chunk is emitted', async () => {
    const other = new Upstream();
    let isNested = false;
    const relay = new ByteRelay(relayFunction, {
      operator: (chunks) =>
        merge(
          chunks.pipe(
            tap((chunk) => {
              if (isNested && isMarked(chunk)) other.read(frame('inner'));
            }),
          ),
          other.chunks(),
        ),
    });
    other.sendHead();
    relay.upstream.read(manyFrames());
    other.read(manyFrames());
    isNested = true;
    relay.upstream.read(frame('a'), markedFrame, frame('b'));
    other.read(ending);
    const compact = `data: ${JSON.stringify(JSON.parse(json('marked')))}\n\n`;

    expect(await relay.body()).toContain(frame('a') + frame('inner') + compact + frame('b'));
  });
});

function toContent(text: string): unknown {
  return (JSON.parse(text) as ChatCompletionChunk).choices?.[0]?.delta?.content;
}
