import type { ChatCompletionChunk } from 'venice-rx';
import { chunk } from 'venice-rx/testing';
import { FrameReader } from '../../src/sse/frame-reader.js';
import { currentRead } from '../../src/sse/emitted-read.js';

const encoder = new TextEncoder();
const frame = (content: string): string => `data: ${JSON.stringify(chunk(content))}\n\n`;

/** Reads these pieces. Returns for each chunk its content, the number of the piece that completed it, and whether its bytes can be forwarded. */
function read(pieces: readonly string[]): { content: string; piece: number; hasBytes: boolean }[] {
  const found: ReturnType<typeof read> = [];
  let piece = 0;
  const receive = (value: ChatCompletionChunk): void => {
    const hasBytes = currentRead()?.bytesOf(value) !== undefined;
    found.push({ content: value.choices?.[0]?.delta?.content as string, piece, hasBytes });
  };
  const reader = new FrameReader(
    { status: 200, headers: {}, now: 0 },
    {
      closed: false,
      chunk: receive,
      result: (result) => {
        throw new Error(`unexpected: ${JSON.stringify(result)}`);
      },
    },
  );
  for (const text of pieces) {
    reader.push(encoder.encode(text));
    piece += 1;
  }
  reader.end();
  return found;
}

describe('a line that is split between reads', () => {
  // Large enough that the next frames are read with templates.
  const known = frame('a') + frame('b'.repeat(2048));
  const split = frame('é, c');
  const positions = Array.from({ length: split.length - 2 }, (_, at) => at + 1);

  it.each([
    ['two', 0, (at: number) => [split.slice(0, at), split.slice(at)]],
    ['three', 1, (at: number) => [split.slice(0, at), split.slice(at, at + 1), split.slice(at + 1)]],
  ])('is read with a template if it arrives in %s pieces', (_name, parsed, cut) => {
    const last = positions.map((at) => {
      const [start = '', ...others] = cut(at);
      return read([known + start, ...others]).at(-1);
    });

    expect(last.map((found) => found?.content)).toEqual(positions.map(() => 'é, c'));
    // The frame is parsed only if its two line feeds arrive in two reads.
    expect(last.filter((found) => found?.hasBytes !== true)).toHaveLength(parsed);
  });

  it('does not delay the chunk of the line before it', () => {
    const [first, second] = [frame('a').trimEnd(), frame('b')];

    expect(read([`${first}\n${second.slice(0, 9)}`, second.slice(9)])).toEqual([
      { content: 'a', piece: 0, hasBytes: false },
      { content: 'b', piece: 1, hasBytes: false },
    ]);
  });

  it('may be longer than the bytes that the reader stores', () => {
    const long = frame('x'.repeat(20_000));
    const pieces = [long.slice(0, 15_000), long.slice(15_000, 17_000), long.slice(17_000)];

    expect(read([known, ...pieces]).at(-1)?.content).toHaveLength(20_000);
  });

  it.each(['\r\n', '\r'])('may end with %j', (end) => {
    const other = frame('c').replaceAll('\n', end);

    expect(read([known + other.slice(0, 20), other.slice(20)]).map(({ content }) => content)).toEqual([
      'a',
      'b'.repeat(2048),
      'c',
    ]);
  });
});
