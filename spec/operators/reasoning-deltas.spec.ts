import { type Observable, of } from 'rxjs';
import { type ChatCompletionChunk, type ChunkDelta, reasoningDeltas } from 'venice-rx';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const values = {
  r: role(),
  m: deltaChunk({ content: '', reasoning_content: 'Let me' }),
  s: deltaChunk({ content: null, reasoning_content: ' see.' }),
  a: chunk('Hello'),
  f: finish(),
  u: usage(),
};
const texts = { m: 'Let me', s: ' see.' };

function collect<T>(source: Observable<T>): T[] {
  const all: T[] = [];
  source.subscribe({ next: (value) => all.push(value), error: () => undefined });
  return all;
}

describe('reasoningDeltas', () => {
  it('emits the reasoning of each chunk, and nothing for chunks without reasoning', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-m-s-a-f-u-|', values);
      const sourceSubs = '  ^------------!';
      const expected = '   ---m-s-------|';

      const result = source.pipe(reasoningDeltas());

      expectObservable(result).toBe(expected, texts);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each<[string, ChunkDelta]>([
    ['reasoning_content', { reasoning_content: 'Hm' }],
    ['reasoning', { reasoning: 'Hm', reasoning_content: null }],
    ['both fields, which have the same text, once', { reasoning: 'Hm', reasoning_content: 'Hm' }],
    ['a thinking part', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }],
  ])('reads %s', (_name, delta) => {
    expect(collect(of(deltaChunk(delta)).pipe(reasoningDeltas()))).toEqual(['Hm']);
  });

  it('leaves out an encrypted block, but not the summary after it', () => {
    const encrypted = deltaChunk({ reasoning_content: 'gAAA=', reasoning_encrypted: true });
    const summary = deltaChunk({ reasoning_content: 'Summary.', reasoning_encrypted: false });

    expect(collect(of(encrypted, summary).pipe(reasoningDeltas()))).toEqual(['Summary.']);
  });

  it('reads the choice of the option `choice`; a choice whose index is null is the first one', () => {
    const reasoning = (text: string, index: number): ChatCompletionChunk =>
      deltaChunk({ reasoning_content: text }, { choice: index });
    const withoutIndex = reasoning('none', null as unknown as number);
    const source = of(reasoning('first', 0), reasoning('second', 1), withoutIndex);

    expect(collect(source.pipe(reasoningDeltas({ choice: 1 })))).toEqual(['second']);
    expect(collect(source.pipe(reasoningDeltas()))).toEqual(['first', 'none']);
  });

  it('holds back half a surrogate pair until the next delta', () => {
    const halves = of(
      deltaChunk({ reasoning: 'a\ud83d' }),
      chunk('x'),
      deltaChunk({ reasoning_content: '\ude00b' }),
    );

    expect(collect(halves.pipe(reasoningDeltas()))).toEqual(['a', '\ud83d\ude00b']);
  });

  it('leaves inline tags to splitThinkTags', () => {
    expect(collect(of(chunk('<think>Hm</think>Yes')).pipe(reasoningDeltas()))).toEqual([]);
  });
});
