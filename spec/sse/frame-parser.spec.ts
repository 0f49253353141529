import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LimitExceededError } from 'venice-rx';
import { createFrameParser as createInBrowser } from '../../src/sse/frame-parser.browser.js';
import type { Frame } from '../../src/sse/frame.js';
import {
  type FrameParser,
  createFrameParser,
  maxFrameLength,
  maxFrameLines,
} from '../../src/sse/frame-parser.js';

interface Parsing {
  readonly parser: FrameParser;
  readonly frames: string[];
  readonly errors: LimitExceededError[];
  readonly push: (text: string) => void;
}

function parseWith(create: typeof createFrameParser, limit?: number): Parsing {
  const frames: string[] = [];
  const errors: LimitExceededError[] = [];
  const onFrame = ({ event, data }: Frame): number =>
    frames.push(event === undefined ? data : `${event}: ${data}`);
  const parser = create(onFrame, (error) => errors.push(error), limit);
  return {
    parser,
    frames,
    errors,
    push: (text) => {
      parser.feed(text);
    },
  };
}

/** The size of the heap in bytes after a full garbage collection. */
function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe.each([
  ['createFrameParser', createFrameParser],
  ['createFrameParser of browsers', createInBrowser],
])('%s', (_name, create) => {
  const parse = (limit?: number): Parsing => parseWith(create, limit);

  it.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
  ])('emits a frame as soon as its blank line ends with %s', (_name, text) => {
    const { frames, push } = parse();

    push(text);

    expect(frames).toEqual(['a', 'b']);
  });

  it('treats CR and LF in two reads as one line end', () => {
    const { frames, push } = parse();

    for (const read of ['data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\r', '\n', '\r', '\n']) push(read);

    expect(frames).toEqual(['a\nb', 'c']);
  });

  it('joins the data lines of an event, and returns its name', () => {
    const { frames, push } = parse();

    push('event: error\nid: 7\nretry: 10\ndata: a\ndata:b\ndata:  c\n\ndata\n\n');

    expect(frames).toEqual(['error: a\nb\n c', '']);
  });

  it('ignores comments, a byte order mark, and unknown fields', () => {
    const { frames, push } = parse();

    push('\ufeff: ping\n\nmood: calm\n\n<p>data: a\n\ndata: b\n\n');

    expect(frames).toEqual(['b']);
  });

  it.each([
    ['after the first line', 'data: a\ndate: b\n\ndata: c\n\n', ['a', 'c']],
    ['before it', 'date: b\ndata: {}\ndata: {}\n\n', ['{}', '{}']],
  ])('ignores an unknown field %s, wherever the text is cut', (_where, text, expected) => {
    for (let cut = 0; cut < text.length; cut += 1) {
      const { frames, push } = parse();

      push(text.slice(0, cut));
      push(text.slice(cut));

      expect(frames).toEqual(expected);
    }
  });

  it('keeps the name of an event with an unknown field that begins like `event`', () => {
    const { frames, push } = parse();

    push('event: e\ndata: {}\nescape: 0\ndata: {}\n\n');

    expect(frames).toEqual(['e: {}', 'e: {}']);
  });

  it('emits the last frame without its blank line', () => {
    const { frames, parser, push } = parse();

    push('data: a\n\ndata: b');
    parser.end();

    expect(frames).toEqual(['a', 'b']);
  });

  it.each([
    ['a line that does not end', ['data: ', 'aaaaaaaa', 'aaaaaaaa']],
    ['an event that does not end', ['data: aaaa\n', 'data: aaaa\n', 'data: aaaa\n', 'data: aaaa\n']],
    ['a comment that does not end', [': aaaaaaaa', 'aaaaaaaaa']],
  ])('fails once at %s and is longer than the limit, and ignores the rest of the stream', (_name, reads) => {
    const { frames, errors, parser, push } = parse(16);

    push('data: fits\n\n');
    reads.forEach(push);
    push('\n\ndata: late\n\n');
    parser.end();

    expect(frames).toEqual(['fits']);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      name: 'LimitExceededError',
      message: 'a frame of the stream is longer than 16 characters',
      kind: 'frame',
      limit: 16,
      isRetryable: false,
    });
  });

  it.each([
    ['LF', 'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n\n', ['{"a":1}', '{"b":2}', '[DONE]']],
    ['CRLF', 'data: {"a":1}\r\ndata:{"b":2}\r\n\r\n', ['{"a":1}', '{"b":2}']],
    ['CR', 'data: {"a":1}\rdata:{"b":2}\r\r', ['{"a":1}', '{"b":2}']],
    ['other fields', 'id: 1\ndata: {"a":1}\nid: 2\nevent: x\ndata: {"b":2}\n\n', ['{"a":1}', 'x: {"b":2}']],
    ['a comment', 'data: {"a":1}\n: ping\ndata: {"b":2}\n\n', ['{"a":1}', '{"b":2}']],
    ['names of events', 'event: x\ndata: {"a":1}\nevent: y\ndata: {"b":2}\n\n', null],
    ['a number that JSON does not have', 'data: {"a":NaN}\ndata: {"b":2}\n\n', ['{"a":NaN}', '{"b":2}']],
    ['a line that is not JSON', 'data: {"a":1}\ndata: oops\n\ndata: {}\n\n', ['{"a":1}', 'oops', '{}']],
    ['a first line with incomplete JSON', 'data: {"a":\ndata: {}\ndata: }\n\n', ['{"a":\n{}\n}']],
    ['a first line that is not an object', 'data: 1\ndata: {}\n\ndata: {}\n\n', ['1\n{}', '{}']],
    ['an empty first line', 'data:\ndata: {}\n\n', ['\n{}']],
    ['a name after the data', 'data: {"a":1}\nevent: x\n\ndata: {}\n\n', ['x: {"a":1}', '{}']],
  ])(
    'ends a frame at the next line of data if its first line is a JSON object: %s',
    (_what, text, expected) => {
      const whole = parse();
      const pieces = parse();

      whole.push(text);
      for (const one of text) pieces.push(one);

      expect(pieces.frames).toEqual(whole.frames);
      if (expected !== null) expect(whole.frames).toEqual(expected);
      else expect(whole.frames.map((frame) => frame.slice(-7))).toEqual(['{"a":1}', '{"b":2}']);
    },
  );

  it('emits a frame with one line end when the next line of data arrives', () => {
    const { frames, push } = parse();

    push('data: {"a":1}\n');
    push('data: {"b":2}\n');
    expect(frames).toEqual(['{"a":1}']);
    push('data: {"c":3}\n');
    expect(frames).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('parses any number of frames with one line end, and long events, in linear time', () => {
    const { frames, errors, push } = parse();

    push('data: {"a":1}\n'.repeat(maxFrameLines + 2));
    push('\n');
    push(`data: [{}\n${'data: ,{}\n'.repeat(100_000)}data: ]\n\n`);

    expect(errors).toEqual([]);
    expect(frames).toHaveLength(maxFrameLines + 3);
  });

  it('fails at a frame of more than 16 Mi characters', () => {
    const { frames, errors, push } = parse();
    const half = 'a'.repeat(8 * 1024 * 1024 - 'data: '.length);

    push(`data: ${half}`);
    push(`${half}\n\n`);
    expect(frames.map(({ length }) => length)).toEqual([2 * half.length]);
    push(`data: ${half}`);
    push(half);
    push('a'.repeat(16));

    expect(maxFrameLength).toBe(16 * 1024 * 1024);
    expect(errors).toHaveLength(1);
  });

  it('joins lines that arrive in pieces of one character, with any line end', () => {
    const { frames, push } = parse();

    for (const one of 'event: a\r\ndata: b\rdata:c\n\r\nevent:\ndata: d\n\nevents: x\ndatum: e\n\n')
      push(one);

    expect(frames).toEqual(['a: b\nc', 'd']);
  });

  it('needs less than 10 times the length of a line that arrives in pieces of one character', () => {
    const { frames, push } = parse();
    const before = memoryInUse();
    push('data: ');

    for (let at = 0; at < 1_000_000; at += 1) push('abcdefgh'.charAt(at % 8));
    const held = memoryInUse() - before;
    push('\n\n');

    expect(frames[0]).toHaveLength(1_000_000);
    expect(held).toBeLessThan(10_000_000);
  });

  it('fails at a line over the limit, however small its pieces are', () => {
    const { errors, push } = parse(10);

    for (const one of 'data: abcd') push(one);
    expect(errors).toEqual([]);
    push('e');

    expect(errors).toMatchObject([{ kind: 'frame', limit: 10 }]);
  });

  it('fails at a frame with too many lines, counted for each frame separately', () => {
    const { frames, errors, push } = parse();
    const half = 'data\n'.repeat(maxFrameLines / 2);

    push(`${half}data: a\n\n`);
    push(half);
    push(half);
    expect(errors).toEqual([]);
    push('data\n');
    push('\n');

    expect(frames).toHaveLength(1);
    expect(errors).toMatchObject([{ kind: 'frame', limit: maxFrameLines }]);
  });
});
