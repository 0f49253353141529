import * as fc from 'fast-check';
import { Subject, last } from 'rxjs';
import { type ChatCompletion, type ChatCompletionChunk, accumulate, shareChat } from 'venice-rx';
import { chunks, toolChunks } from '../reducer/arbitrary-chunks.js';
import { caseCount, cases, seed } from '../support/cases.js';

describe.each([
  ['chunks of every shape', chunks],
  ['interleaved tool calls', toolChunks],
])('a late subscriber of shareChat: %s', (_name, anyChunks) => {
  it('accumulates the same completion, whenever it joins', () => {
    fc.assert(
      fc.property(anyChunks, anyChunks, fc.boolean(), (before, after, joinsDuringChunk) => {
        const source = new Subject<ChatCompletionChunk>();
        const shared = source.pipe(shareChat());
        const completions: ChatCompletion[] = [];
        const join = (): void => {
          shared.pipe(accumulate(), last(null, undefined)).subscribe((completion) => {
            if (completion !== undefined) completions.push(completion);
          });
        };
        join();
        const joinedChunk = joinsDuringChunk ? before.at(-1) : undefined;
        if (joinedChunk !== undefined) shared.subscribe((value) => value === joinedChunk && join());
        const send = (value: ChatCompletionChunk): void => {
          source.next(value);
        };
        before.forEach(send);
        if (joinedChunk === undefined) join();
        after.forEach(send);
        source.complete();
        join();

        expect(completions).toHaveLength(before.length + after.length > 0 ? 3 : 0);
        expect(completions[1]).toEqual(completions[0]);
        expect(completions[2]).toEqual(completions[0]);
      }),
      cases,
    );
  });
});

afterAll(() => process.stdout.write(`late subscribers: 2 x ${caseCount} cases, SEED=${seed}\n`));
