import { concat, from, map, of, range } from 'rxjs';
import { type TransportEvent, splitThinkTags } from 'venice-rx';
import { chunk } from 'venice-rx/testing';
import { maxStreamBytes } from '../../src/sse/chunk-decoder.js';
import { readChunks } from '../../src/response/read-chunks.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { answer, data, done, frame, head, readAll } from '../response/answers.js';

const mebi = 1024 * 1024;

/** A frame of `length` bytes. */
const toFrame = (length: number): string => `data: {"x":"${'a'.repeat(length - 16)}"}\n\n`;

/** Reads a stream that repeats a text without end. Returns the number of its reads and chunks, and its error. */
function endless(text: string | Uint8Array): {
  readonly reads: number;
  readonly chunks: number;
  error: unknown;
} {
  const piece = data(text);
  let [reads, chunks] = [0, 0];
  let failure: unknown;
  const body = range(0, 100_000).pipe(map((): TransportEvent => ((reads += 1), piece)));
  concat(of<TransportEvent>(head()), body)
    .pipe(readChunks())
    .subscribe({ next: () => (chunks += 1), error: (error: unknown) => (failure = error) });
  return { reads, chunks, error: failure };
}

describe('a stream', () => {
  it.each([
    ['comments', `:${' '.repeat(mebi - 2)}\n`],
    ['frames', toFrame(mebi)],
  ])('fails above 64 MiB of %s', (_, text) => {
    const { reads, error } = endless(text);

    expect(maxStreamBytes).toBe(64 * mebi);
    expect(text).toHaveLength(mebi);
    expect(reads).toBe(65);
    expect(error).toMatchObject({
      name: 'LimitExceededError',
      message: 'the answer is larger than 67108864 bytes',
      kind: 'answer body',
      limit: 64 * mebi,
      isRetryable: false,
    });
  });

  it('is complete with exactly 64 MiB, and emits the same last chunk if one more byte makes it fail', () => {
    const largeFrame = new TextEncoder().encode(toFrame(mebi));
    const largeFrames = Array.from({ length: 63 }, () => largeFrame);
    const end = frame('a', 'stop');
    const full = [...largeFrames, toFrame(mebi - end.length), end];
    const outcome = (reads: readonly (string | Uint8Array)[]): object => {
      const { chunks, ...rest } = readAll(answer(head(), reads));
      return { ...rest, last: chunks.at(-1) };
    };
    const last = { id: 'chatcmpl-test' };

    expect(outcome(full)).toMatchObject({ last, isComplete: true, error: undefined });
    expect(outcome([...full, '\n'])).toMatchObject({
      last,
      isComplete: false,
      error: { kind: 'answer body' },
    });
  });

  it('has at most 1,000 choices, even without an operator that accumulates them', () => {
    const of1000 = Array.from({ length: 1000 }, (_, index) => choice(index, 'a'));
    const ends = Array.from({ length: 1000 }, (_, index) => choice(index, '', 'stop'));

    expect(readAll(answer(head(), [...of1000, ...of1000, ...ends, done]))).toMatchObject({
      isComplete: true,
      error: undefined,
    });
    for (const more of [choice(1000, 'a'), choice(1000, '', 'stop'), choice(-1, 'a'), choice(0.5, 'a')]) {
      const { chunks, error } = readAll(answer(head(), [...of1000, more, done]));

      expect(chunks).toHaveLength(1000);
      expect(error).toMatchObject({ name: 'LimitExceededError', kind: 'choices', limit: 1000 });
    }
  });

  it('has at most 1,000 choices in one chunk and at the end of its body', () => {
    const choices = Array.from({ length: 1001 }, (_, index) => ({ index, delta: { content: 'a' } }));
    const text = `data: ${JSON.stringify({ choices })}`;

    for (const body of [`${text}\n\n`, text])
      expect(readAll(answer(head(), [body]))).toMatchObject({ chunks: [], error: { kind: 'choices' } });
  });
});

describe('splitThinkTags', () => {
  it('fails at more than 1,000 choices', () => {
    const chunks = Array.from({ length: 1001 }, (_, index) => chunk('<thi', { choice: index }));
    let failure: unknown;
    from(chunks)
      .pipe(splitThinkTags())
      .subscribe({ error: (error: unknown) => (failure = error) });

    expect(failure).toMatchObject({ name: 'LimitExceededError', kind: 'choices', limit: 1000 });
  });
});

function choice(index: number, content: string, finish_reason: string | null = null): string {
  return `data: ${JSON.stringify(deltaChunk({ content }, { choice: index }, finish_reason))}\n\n`;
}
