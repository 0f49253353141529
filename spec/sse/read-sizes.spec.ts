import type { ChatCompletionChunk } from 'venice-rx';
import { chunk } from 'venice-rx/testing';
import { FrameReader } from '../../src/sse/frame-reader.js';
import { currentRead } from '../../src/sse/emitted-read.js';
import { FrameTemplate } from '../../src/sse/fast-path/frame-template.js';
import { NarrowTemplate } from '../../src/sse/fast-path/narrow-template.js';
import { StreamTemplates } from '../../src/sse/fast-path/stream-templates.js';

const encoder = new TextEncoder();
const small = encoder.encode(`data: ${JSON.stringify(chunk('a'))}\n\n`);
const large = encoder.encode(Array.from({ length: 20 }, () => new TextDecoder().decode(small)).join(''));

/**
 * Reads these bytes, and passes each chunk to `receive`. Returns for each read whether its last frame was read with a template.
 */
function usesTemplates(
  reads: readonly Uint8Array[],
  receive: (chunk: ChatCompletionChunk) => void = () => undefined,
): readonly boolean[] {
  const recognize = jest.spyOn(StreamTemplates.prototype, 'recognize');
  let isLastKnown = false;
  const emit = (value: ChatCompletionChunk): void => {
    isLastKnown = recognize.mock.results.at(-1)?.value === value;
    receive(value);
  };
  const sink = { closed: false, chunk: emit, result: () => undefined };
  const reader = new FrameReader({ status: 200, headers: {}, now: 0 }, sink);
  return reads.map((bytes) => {
    reader.push(bytes);
    return isLastKnown;
  });
}

/** Asks for the bytes of a chunk, like a relay. */
function askForBytes(value: ChatCompletionChunk): void {
  currentRead()?.bytesOf(value);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a stream in small reads', () => {
  it('is read without templates', () => {
    expect(usesTemplates(Array<Uint8Array>(8).fill(small))).not.toContain(true);
  });

  it('is read with templates for four reads after a large one', () => {
    const reads = [small, large, small, small, small, small, small, large, small];

    expect(usesTemplates(reads)).toEqual([false, true, true, true, true, true, false, true, true]);
  });

  it('is read with templates after a subscriber has asked for the bytes of a chunk', () => {
    const reads = Array<Uint8Array>(5).fill(small);

    // The first frame is parsed, the second one becomes a template.
    expect(usesTemplates(reads, askForBytes)).toEqual([false, false, true, true, true]);
  });

  it('is read without narrow templates, which only a single answer uses', () => {
    const learn = jest.spyOn(NarrowTemplate.prototype, 'learn');
    usesTemplates(Array<Uint8Array>(9).fill(small), askForBytes);

    expect(learn).not.toHaveBeenCalled();
    usesTemplates([large, small]);
    expect(learn).toHaveBeenCalled();
  });

  it('is read without templates if the subscriber asks for the bytes of copies', () => {
    const reads = Array<Uint8Array>(8).fill(small);

    expect(
      usesTemplates(reads, (value) => {
        askForBytes({ ...value });
      }),
    ).not.toContain(true);
  });

  it('does not try templates again after each large read if they have never matched', () => {
    const create = jest.spyOn(FrameTemplate, 'of');
    let number = 0;
    const frames = (count: number): Uint8Array =>
      encoder.encode(
        Array.from({ length: count }, () => `data: {"choices":[],"key${(number += 1)}":1}\n\n`).join(''),
      );
    usesTemplates(Array.from({ length: 600 }, (_, read) => frames(read % 6 === 0 ? 100 : 1)));

    // Pauses of up to 4,096 frames, with two attempts between two of them.
    expect(create.mock.calls.length).toBeLessThan(30);
  });
});
