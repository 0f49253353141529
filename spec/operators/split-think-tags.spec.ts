import * as fc from 'fast-check';
import { type Observable, concat, from, lastValueFrom, of, throwError } from 'rxjs';
import {
  type ChatCompletionChunk,
  TruncatedStreamError,
  accumulate,
  contentDeltas,
  partialObjects,
  reasoningDeltas,
  splitThinkTags,
  toCompletion,
  toObject,
} from 'venice-rx';
import { z } from 'zod';
import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { caseCount, cases, seed } from '../support/cases.js';

const cut = new TruncatedStreamError({ message: 'cut' });

function collect<T>(source: Observable<T>): T[] {
  const all: T[] = [];
  source.subscribe({ next: (value) => all.push(value), error: () => undefined });
  return all;
}

describe('splitThinkTags', () => {
  it('turns text between inline tags into reasoning, wherever the tags are divided', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-b-c-d-e-|', {
        a: chunk('\n<th'),
        b: chunk('ink>Hm, '),
        c: chunk('1</'),
        d: chunk('2.</think>\n'),
        e: chunk('\nYes. <think>'),
      });
      const sourceSubs = '   ^---------!';
      const thinking = '     --b-c-d---|';
      const answering = '    --------e-|';

      const result = source.pipe(splitThinkTags());

      expectObservable(result.pipe(reasoningDeltas())).toBe(thinking, { b: 'Hm, ', c: '1', d: '</2.' });
      expectObservable(result.pipe(contentDeltas())).toBe(answering, { e: 'Yes. <think>' });
      expectSubscriptions(source.subscriptions).toBe([sourceSubs, sourceSubs]);
    });
  });

  it('emits held-back text before the end and before an error', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const incompleteTag = { a: chunk(' <thi') };
      const split = splitThinkTags();
      const values = {
        e: chunk(''),
        t: chunk(' <thi'),
      };

      expectObservable(cold('a-|', incompleteTag).pipe(split)).toBe('e-(t|)', values);
      expectObservable(cold('a-#', incompleteTag, cut).pipe(split)).toBe('e-(t#)', values, cut);
    });
    const open = concat(
      of(chunk('<think>Hm </thi'), finish()),
      throwError(() => cut),
    ).pipe(splitThinkTags());

    expect(collect(open.pipe(reasoningDeltas()))).toEqual(['Hm ', '</thi']);
    expect(collect(open.pipe(contentDeltas()))).toEqual([]);
  });

  it('begins in reasoning with startsInReasoning, for each choice and each subscriber', () => {
    const source = from([
      chunk('Hm'),
      chunk('A', { choice: 1 }),
      chunk('.</thi'),
      chunk('</think>B', { choice: 1 }),
      chunk('nk>\n{"a":'),
      chunk('1}'),
      finish(),
    ]).pipe(splitThinkTags({ startsInReasoning: true }));
    const schema = z.object({ a: z.number() });

    const expectSplit = (): void => {
      expect(collect(source.pipe(reasoningDeltas())).join('')).toBe('Hm.');
      expect(collect(source.pipe(contentDeltas({ choice: 1 })))).toEqual(['B']);
    };
    expectSplit();
    expectSplit();
    expect(collect(source.pipe(toObject(schema)))).toEqual([{ a: 1 }]);
    expect(collect(source.pipe(partialObjects(schema))).at(-1)).toEqual({ a: 1 });
  });

  it('throws for an invalid and for an unknown option', () => {
    expect(() => splitThinkTags({ startsInReasoning: 'yes' as never })).toThrow(
      new TypeError('`startsInReasoning` must be true or false; received a string'),
    );
    expect(() => splitThinkTags({ startInReasoning: true } as never)).toThrow(TypeError);
  });

  it('passes on chunks without tags unchanged', () => {
    const encrypted = deltaChunk({ content: '', reasoning_content: 'gAAA=', reasoning_encrypted: true });
    const { choices: _choices, ...bare } = usage();
    const odd = { ...role(), choices: [{ index: 0 }, { index: 1, delta: null }] };
    const parts = deltaChunk({ content: [{ type: 'text', text: 'Hi' }] });
    const chunks = [role(), encrypted, odd, bare, parts, chunk('Hello'), finish(), usage()];

    expect(collect(from(chunks).pipe(splitThinkTags())).every((value, at) => value === chunks[at])).toBe(
      true,
    );
  });

  it('splits each choice separately; a choice whose index is null is the first one', () => {
    const withoutIndex = chunk('nk>b', { choice: null as unknown as number });
    const source = of(chunk('<thi'), chunk('Yes', { choice: 1 }), withoutIndex, chunk('</think>No'));
    const read = source.pipe(splitThinkTags());

    expect(collect(read.pipe(reasoningDeltas()))).toEqual(['b']);
    expect(collect(read.pipe(contentDeltas()))).toEqual(['No']);
    expect(collect(read.pipe(contentDeltas({ choice: 1 })))).toEqual(['Yes']);
  });

  it('keeps the reasoning of a separate field of the same chunk, and reads text parts', async () => {
    const both = deltaChunk({ reasoning: 'A', content: [{ type: 'text', text: '<think>B</think>C' }] });
    const { choices } = await lastValueFrom(of(both, finish()).pipe(splitThinkTags(), toCompletion()));

    expect(choices[0]?.message).toMatchObject({ reasoning_content: 'AB', content: 'C' });
  });

  it('results in the same completion wherever the text is divided', () => {
    const text = '\n<thinking>Hm. <think></think> </thinking>\n\nYes. <think>No.</think>';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), (places) => {
        const ends = [...places, text.length].sort((a, b) => a - b);
        const pieces = ends.map((end, at): ChatCompletionChunk => chunk(text.slice(ends[at - 1] ?? 0, end)));
        const last = collect(from(pieces).pipe(splitThinkTags(), accumulate())).at(-1);

        expect(last?.choices[0]?.message).toMatchObject({
          reasoning_content: 'Hm. <think></think> ',
          content: 'Yes. <think>No.</think>',
        });
      }),
      cases,
    );
    process.stdout.write(`splitThinkTags: ${caseCount} cases, SEED=${seed}\n`);
  });
});
