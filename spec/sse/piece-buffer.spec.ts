import type { LimitExceededError } from 'venice-rx';
import { createFrameParser, maxFrameLines } from '../../src/sse/frame-parser.js';
import { LineCounter } from '../../src/sse/line-counter.js';
import { PieceBuffer } from '../../src/sse/piece-buffer.js';

/** The parts that the buffer returns for a text in pieces of `length` characters. */
function getParts(text: string, length: number, maxLine = Infinity): readonly string[] {
  const buffer = new PieceBuffer(maxLine);
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += length) {
    const part = buffer.add(text.slice(at, at + length));
    if (part !== '') parts.push(part);
  }
  return parts;
}

describe('PieceBuffer', () => {
  it.each([1, 2, 7])('joins pieces of %d characters until their line ends', (length) => {
    expect(getParts('data: abcdef\n', length)).toEqual(['data: abcdef\n']);
    expect(getParts('data: abcdef\r', length)).toEqual(['data: abcdef\r']);
  });

  it('emits a piece that ends with a line end at once', () => {
    const whole = `data: ${'a'.repeat(5000)}`;

    expect(getParts('data: a\n\n', 100)).toEqual(['data: a\n\n']);
    expect(getParts(whole, 10_000)).toEqual([whole]);
  });

  it('returns a long line in few parts', () => {
    const line = 'a'.repeat(1_000_000);
    for (const length of [1, 3, 100]) {
      const parts = getParts(`${line}\n`, length);

      expect(parts.join('')).toBe(`${line}\n`);
      expect(parts.length).toBeLessThan(1_000_000 / 500);
    }
  });

  it('emits the pieces of a line that is longer than the limit at once', () => {
    expect(getParts('a'.repeat(12), 1, 10).join('')).toBe('a'.repeat(12));
  });
});

describe('LineCounter', () => {
  it.each([
    ['data: a\ndata: b\n', 2],
    ['data: a\rdata: b\r', 2],
    ['data: a\r\ndata: b\r\n', 2],
    ['data: a\n\ndata: b\n', 1],
    ['data: a\r\n\r\ndata: b\r\n', 1],
    ['data: a\n\n', 0],
    ['\n\n\n\r\r\r\n\r\n', 0],
    ['data: a', 0],
  ])('counts the lines since the last blank line, wherever the text is split: %j', (text, count) => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const lines = new LineCounter();
      lines.read(text.slice(0, cut));
      lines.read(text.slice(cut));

      expect(lines.count).toBe(count);
    }
  });
});

describe('a frame of many lines', () => {
  function parse(text: string, times: number): { frames: number; errors: LimitExceededError[] } {
    const errors: LimitExceededError[] = [];
    let frames = 0;
    const parser = createFrameParser(
      () => (frames += 1),
      (error) => errors.push(error),
    );
    for (let turn = 0; turn < times && errors.length === 0; turn += 1) parser.feed(text);
    return { frames, errors };
  }

  it.each(['data:\n', 'data:\r\n', 'data:\r'])(
    'fails if it has more than 262,144 lines such as %j',
    (line) => {
      const { errors } = parse(line.repeat(10_000), 100);

      expect(maxFrameLines).toBe(262_144);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        message: 'a frame of the stream is longer than 262144 lines',
        kind: 'frame',
        limit: 262_144,
      });
    },
  );

  it('does not include the other frames, comments and blank lines of a long stream', () => {
    expect(parse(': ping\n\n'.repeat(10_000), 30).errors).toEqual([]);
    expect(parse('\n'.repeat(10_000), 30).errors).toEqual([]);
    expect(parse('data: a\n\n'.repeat(10_000), 30)).toEqual({ frames: 300_000, errors: [] });
  });
});
