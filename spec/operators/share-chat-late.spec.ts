// The completion of a shared answer is the same for a subscriber that joins at any time.
import * as fc from 'fast-check';
import { Subject, last } from 'rxjs';
import { type ChatCompletion, type ChatCompletionChunk, accumulate, shareChat } from 'venice-rx';
import { chunks, toolChunks } from '../reducer/arbitrary-chunks.js';
import { caseCount, cases, seed } from '../support/cases.js';

describe.each([
  ['chunks of every shape', chunks],
  ['tool calls that take turns', toolChunks],
])('a late subscriber of shareChat: %s', (_name, some) => {
  it('accumulates the same completion, wherever it joins', () => {
    fc.assert(
      fc.property(some, some, fc.boolean(), (before, after, isInside) => {
        const source = new Subject<ChatCompletionChunk>();
        const shared = source.pipe(shareChat());
        const completions: ChatCompletion[] = [];
        const join = (): void => {
          shared.pipe(accumulate(), last(null, undefined)).subscribe((completion) => {
            if (completion !== undefined) completions.push(completion);
          });
        };
        join();
        const joint = isInside ? before.at(-1) : undefined;
        if (joint !== undefined) shared.subscribe((value) => value === joint && join());
        const send = (value: ChatCompletionChunk): void => {
          source.next(value);
        };
        before.forEach(send);
        if (joint === undefined) join();
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
