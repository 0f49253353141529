import { FrameReader } from '../../src/sse/frame-reader.browser.js';
import type { FrameResult } from '../../src/sse/read-frame.js';
import { frame } from '../response/answers.js';

const encoder = new TextEncoder();

/** The results of the browser's FrameReader for these reads. */
function read(pieces: readonly Uint8Array[]): readonly FrameResult[] {
  const results: FrameResult[] = [];
  const take = (result: FrameResult): number => results.push(result);
  const sink = { closed: false, chunk: take, result: take };
  const reader = new FrameReader({ status: 200, headers: {}, now: 0 }, sink);
  for (const bytes of pieces) reader.push(bytes);
  reader.end();
  return results;
}

describe('FrameReader of browsers', () => {
  it('has the same results wherever the bytes are split into two reads', () => {
    const bytes = encoder.encode(`\ufeff${frame('Grüße 👑')}data: [DONE]\n\n`);
    const whole = read([bytes]);

    expect(whole).toHaveLength(2);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
  });

  it('emits a last frame without its end, with a replacement character for an incomplete character', () => {
    const cut = encoder.encode('data: {"a":"b"}\n\ndata: ü').subarray(0, -1);

    const [first, last] = read([cut]);

    expect(first).toMatchObject({ a: 'b' });
    expect(last).toMatchObject({ name: 'MalformedChunkError', data: '\ufffd' });
  });
});
