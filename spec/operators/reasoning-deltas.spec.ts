import { expectTypeOf } from 'expect-type';
import { type Observable, concat, map, of, range, take, throwError } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChunkDelta,
  TruncatedStreamError,
  contentDeltas,
  reasoningDeltas,
} from 'venice-rx';
import { chunk, deltaChunk, finishChunk, roleChunk, usageChunk } from '../support/chunks.js';
import { inVirtualTime } from 'venice-rx/testing';

const values = {
  r: roleChunk,
  m: deltaChunk({ content: '', reasoning_content: 'Let me' }),
  s: deltaChunk({ content: null, reasoning_content: ' see.' }),
  a: chunk('Hello'),
  f: finishChunk(),
  u: usageChunk,
};
const texts = { m: 'Let me', s: ' see.' };
const cut = new TruncatedStreamError({ message: 'cut' });

/** `<think>Hm, 1</2.</think>\n\nYes.` in awkward pieces. */
const tagged = {
  a: chunk('\n<th'),
  b: chunk('ink>Hm, '),
  c: chunk('1</'),
  d: chunk('2.</think>\n'),
  e: chunk('\nYes.'),
};

function received<T>(source: Observable<T>): T[] {
  const all: T[] = [];
  source.subscribe({ next: (value) => all.push(value), error: () => undefined });
  return all;
}

describe('reasoningDeltas', () => {
  it('emits the reasoning of each chunk, and nothing for chunks without', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-m-s-a-f-u-|', values);
      const sourceSubs = '  ^------------!';
      const expected = '   ---m-s-------|';

      const result = source.pipe(reasoningDeltas());

      expectObservable(result).toBe(expected, texts);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits what stands between inline tags, which contentDeltas can leave out', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('  a-b-c-d-e-|', tagged);
      const thinking = '     --b-c-d---|';
      const answering = '    --------e-|';

      expectObservable(source.pipe(reasoningDeltas())).toBe(thinking, { b: 'Hm, ', c: '1', d: '</2.' });
      expectObservable(source.pipe(contentDeltas({ thinkTags: 'strip' }))).toBe(answering, { e: 'Yes.' });
    });
  });

  it.each<[string, ChunkDelta]>([
    ['reasoning_content', { reasoning_content: 'Hm' }],
    ['reasoning', { reasoning: 'Hm', reasoning_content: null }],
    ['both, which is the same text twice', { reasoning: 'Hm', reasoning_content: 'Hm' }],
    ['a thinking part', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }],
    ['inline tags', { content: '<think>Hm</think>Yes' }],
  ])('reads %s', (_name, delta) => {
    expect(received(of(deltaChunk(delta)).pipe(reasoningDeltas()))).toEqual(['Hm']);
  });

  it('leaves out an encrypted block, and no summary behind it', () => {
    const encrypted = deltaChunk({ reasoning_content: 'gAAA=', reasoning_encrypted: true });
    const summary = deltaChunk({ reasoning_content: 'Summary.', reasoning_encrypted: false });

    expect(received(of(encrypted, summary).pipe(reasoningDeltas()))).toEqual(['Summary.']);
  });

  it('reads the choice that it is told to; one without index is the first', () => {
    const reasoning = (text: string, index: number): ChatCompletionChunk =>
      deltaChunk({ reasoning_content: text }, index);
    const nameless = reasoning('none', null as unknown as number);
    const source = of(reasoning('first', 0), reasoning('second', 1), nameless);

    expect(received(source.pipe(reasoningDeltas({ choice: 1 })))).toEqual(['second']);
    expect(received(source.pipe(reasoningDeltas()))).toEqual(['first', 'none']);
  });

  it('emits what it has held back for a tag before an end and before an error', () => {
    const source = of(chunk('<think>Hm </thi'));

    expect(received(source.pipe(reasoningDeltas()))).toEqual(['Hm ', '</thi']);
    expect(
      received(
        concat(
          source,
          throwError(() => cut),
        ).pipe(reasoningDeltas()),
      ),
    ).toEqual(['Hm ', '</thi']);
  });

  it('passes an empty source and an error through', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold<ChatCompletionChunk>('--|').pipe(reasoningDeltas())).toBe('--|');
      expectObservable(cold('-m-#', values, cut).pipe(reasoningDeltas())).toBe('-m-#', texts, cut);
    });
  });

  it('starts afresh for each subscriber, and lets go of the source when one leaves', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-|', tagged);
      const first = '      ^--! ';
      const second = '     -^   ';
      const result = source.pipe(reasoningDeltas());

      expectObservable(result, first).toBe(' --b-', { b: 'Hm, ' });
      expectObservable(result, second).toBe('---b-|', { b: 'Hm, ' });
      expectSubscriptions(source.subscriptions).toBe(['^--!', '-^---!']);
    });
  });

  it('stops a synchronous source', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map((count) => ((produced = count + 1), values.m)));

    source.pipe(reasoningDeltas(), take(1)).subscribe();

    expect(produced).toBe(1);
  });

  it('turns chunks into strings, and nothing else', () => {
    expectTypeOf(of(roleChunk).pipe(reasoningDeltas())).toEqualTypeOf<Observable<string>>();
    // @ts-expect-error: a completion is no chunk
    void of({} as ChatCompletion).pipe(reasoningDeltas());
  });
});
