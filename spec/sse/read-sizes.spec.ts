import type { ChatCompletionChunk } from 'venice-rx';
import { chunk } from 'venice-rx/testing';
import { FrameReader } from '../../src/sse/frame-reader.js';
import { currentRead } from '../../src/sse/emitted-read.js';
import { FrameTemplate } from '../../src/sse/fast-path/frame-template.js';

const encoder = new TextEncoder();
const small = encoder.encode(`data: ${JSON.stringify(chunk('a'))}\n\n`);
const large = encoder.encode(Array.from({ length: 20 }, () => new TextDecoder().decode(small)).join(''));

/** Reads these bytes. Returns for each read whether its last frame was read with a template. */
function usesTemplates(reads: readonly Uint8Array[]): readonly boolean[] {
  let isLastKnown = false;
  const receive = (value: ChatCompletionChunk): void => {
    isLastKnown = currentRead()?.bytesOf(value) !== undefined;
  };
  const sink = { closed: false, chunk: receive, result: () => undefined };
  const reader = new FrameReader({ status: 200, headers: {}, now: 0 }, sink);
  return reads.map((bytes) => {
    reader.push(bytes);
    return isLastKnown;
  });
}

describe('a stream in small reads', () => {
  it('is read without templates', () => {
    expect(usesTemplates(Array<Uint8Array>(8).fill(small))).not.toContain(true);
  });

  it('is read with templates for four reads after a large one', () => {
    const reads = [small, large, small, small, small, small, small, large, small];

    expect(usesTemplates(reads)).toEqual([false, true, true, true, true, true, false, true, true]);
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
    create.mockRestore();
  });
});
