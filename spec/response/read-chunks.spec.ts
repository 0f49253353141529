import { EMPTY, NEVER, type Observable, concat, map, of, range, take, tap, throwError } from 'rxjs';
import { APIConnectionError, type TransportEvent, type TruncatedStreamError } from 'venice-rx';
import { chunk, finish, role, usage } from 'venice-rx/testing';
import { readChunks } from '../../src/response/read-chunks.js';
import { answer, data, done, frame, head, readAll } from './answers.js';

const noFinishReason =
  'without the finish_reason of every choice; if this server never sends one, set `requireFinishReason: false`';

/** Returns the text of every chunk. */
function getTexts({ chunks }: ReturnType<typeof readAll>): unknown[] {
  return chunks.map(({ choices }) => choices?.[0]?.delta?.content);
}

/** Creates an answer that emits `text` 10,000 times synchronously, and counts the emissions as `reads`. */
function createEndlessSource(
  first: readonly TransportEvent[],
  text: string,
): { readonly events: Observable<TransportEvent>; reads: number } {
  const source = {
    reads: 0,
    events: concat(
      first,
      range(0, 10_000).pipe(
        map(() => data(text)),
        tap(() => (source.reads += 1)),
      ),
    ),
  };
  return source;
}

describe('readChunks', () => {
  it('completes at [DONE], and ignores the rest of the body', () => {
    const rest = [frame('late'), 'data: not JSON\n\n', 'data: {"error":"late"}\n\n', done];
    const inOneRead = readAll(answer(head(), [frame('a', 'stop') + done + rest.join('')]));
    const inLaterReads = readAll(answer(head(), [frame('a', 'stop'), done, ...rest], new Error('late')));

    for (const reading of [inOneRead, inLaterReads]) {
      expect(getTexts(reading)).toEqual(['a']);
      expect(reading).toMatchObject({ isComplete: true, error: undefined });
    }
  });

  it('completes at [DONE] while the body stays open', () => {
    expect(readAll(concat(answer(head(), [frame('a', 'stop'), done]), NEVER)).isComplete).toBe(true);
  });

  it('does not read the bytes of a piece after [DONE]', () => {
    const getBytes = jest.fn(() => new Uint8Array());
    const late = Object.defineProperty({ type: 'data' }, 'bytes', { get: getBytes }) as TransportEvent;

    expect(readAll(concat(answer(head(), [frame('a', 'stop'), done]), of(late))).isComplete).toBe(true);
    expect(getBytes).not.toHaveBeenCalled();
  });

  it('fails with a TruncatedStreamError at [DONE] before any chunk', () => {
    expect(readAll(answer(head(), [': ping\n\n', 'data:\n\n', done]))).toMatchObject({
      chunks: [],
      isComplete: false,
      error: {
        name: 'TruncatedStreamError',
        message: 'the stream ended with [DONE] before any chunk was received',
        isRetryable: true,
        reason: 'no-finish-reason',
      },
    });
  });

  it.each([
    ['both choices have one', [finish('stop', { choice: 1 }), finish()], undefined],
    ['one of two choices has none', [finish('stop', { choice: 1 }), chunk('a')], noFinishReason],
    ['the only choice has none', [role(), chunk('a'), usage()], noFinishReason],
    ['it is an empty string', [chunk('a'), finish('')], noFinishReason],
    ['a second completion has begun after it', [chunk('a'), finish(), chunk('b')], noFinishReason],
    ['only a role has arrived', [role()], noFinishReason],
    ['no choice has arrived', [usage()], 'the stream ended with [DONE] before any choice was received'],
  ])('completes at [DONE] only if every choice has its finish reason: %s', (_name, chunks, message) => {
    const frames = chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`);
    const { isComplete, error } = readAll(answer(head(), [...frames, done]));

    expect(isComplete).toBe(message === undefined);
    if (message !== undefined)
      expect(error).toMatchObject({
        name: 'TruncatedStreamError',
        message: expect.stringContaining(message) as string,
        reason: 'no-finish-reason',
      });
  });

  it.each([
    ['completes at [DONE] after a choice', [frame('a'), done], 'complete', undefined],
    ['fails at [DONE] before any choice', ['data: {"choices":[]}\n\n', done], 'no-finish-reason', undefined],
    ['fails without [DONE]', [frame('a')], 'connection', undefined],
    ['fails when the connection breaks', [frame('a')], 'connection', new Error('gone')],
  ])('with `requiresFinish: false` %s', (_name, reads, expected, cause) => {
    let outcome: unknown = 'complete';
    answer(head(), reads, cause)
      .pipe(readChunks({}, false))
      .subscribe({ error: (error: unknown) => (outcome = (error as TruncatedStreamError).reason) });

    expect(outcome).toBe(expected);
  });

  it.each([
    ['nothing', []],
    ['white space', [' \r\n', '\n']],
    ['comments', [': ping\n\n']],
    ['usage only', ['data: {"choices":[],"usage":{"total_tokens":2}}\n\n']],
    ['content without a finish reason', [frame('a')]],
  ])('fails with a TruncatedStreamError if the body ends after %s', (_name, reads) => {
    expect(readAll(answer(head(), reads))).toMatchObject({
      isComplete: false,
      error: { name: 'TruncatedStreamError' },
    });
  });

  it('completes if the body ends after the finish reason', () => {
    expect(readAll(answer(head(), [frame('a', 'stop')])).isComplete).toBe(true);
  });

  it('fails with a TruncatedStreamError if the connection breaks off, even after the finish reason', () => {
    const cause = new APIConnectionError({ message: 'gone', code: 'ECONNRESET' });
    const { error, chunks } = readAll(answer(head(), [frame('a', 'stop')], cause));

    expect(chunks).toHaveLength(1);
    expect(error).toMatchObject({ name: 'TruncatedStreamError', cause, isRetryable: true });
  });

  it('passes on an error before the head', () => {
    const cause = new APIConnectionError({ message: 'refused', code: 'ECONNREFUSED' });

    expect(readAll(throwError(() => cause)).error).toBe(cause);
  });

  it('fails with an APIConnectionError if no head arrives', () => {
    const error = { name: 'APIConnectionError', message: 'the connection ended without an answer' };

    expect(readAll(EMPTY).error).toMatchObject(error);
    expect(readAll(of(data(frame('a', 'stop')))).error).toMatchObject(error);
  });

  it('has separate state for each subscriber', () => {
    const events = answer(head(), [frame('a', 'stop')]);

    expect(readAll(events)).toEqual(readAll(events));
    expect(readAll(events).chunks).toHaveLength(1);
  });

  it('parses no further frame of a piece after take(1) has unsubscribed', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const texts: unknown[] = [];

    answer(head(), [frame('a') + frame('b') + frame('c') + done])
      .pipe(readChunks(), take(1))
      .subscribe(({ choices }) => texts.push(choices?.[0]?.delta?.content));
    const parsed = parse.mock.calls.map(([json]) => json);
    parse.mockRestore();

    expect(texts).toEqual(['a']);
    expect(parsed.some((json) => json.includes('"a"'))).toBe(true);
    expect(parsed.some((json) => json.includes('"b"'))).toBe(false);
  });

  it('stops a synchronous source when the subscriber unsubscribes', () => {
    const source = createEndlessSource([head()], frame('a'));

    source.events.pipe(readChunks(), take(3)).subscribe();

    expect(source.reads).toBeLessThanOrEqual(4);
  });

  it('stops a synchronous source after an error', () => {
    const source = createEndlessSource([head(), data('data: not JSON\n\n')], frame('a'));

    expect(readAll(source.events).error).toMatchObject({ name: 'MalformedChunkError' });
    expect(source.reads).toBeLessThanOrEqual(1);
  });

  it('stops a synchronous source at most 17 reads after [DONE]', () => {
    const source = createEndlessSource([head(), data(frame('a', 'stop') + done)], ': ping\n\n');

    expect(readAll(source.events).isComplete).toBe(true);
    expect(source.reads).toBeLessThanOrEqual(17);
  });
});
