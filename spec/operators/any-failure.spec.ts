import * as fc from 'fast-check';
import { type Observable, concat, defer, from, map, throwError } from 'rxjs';
import { type ChatCompletionChunk, accumulate, contentDeltas, retryOnApiError } from 'venice-rx';
import { apiError, chunk, cut, finish, inVirtualTime, reasoning, role } from 'venice-rx/testing';
import { caseCount, cases, seed } from '../support/cases.js';

const jitter = (): number => 0.5;
const failures = [apiError(429, { retryAfter: 100 }), apiError(503, { inBand: true }), cut().error];

/** An answer in pieces. Each element of `breaks` ends one attempt after `after` chunks, with the error at the index `kind`. */
const interruptedAnswers = fc.record({
  pieces: fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
  hasReasoning: fc.boolean(),
  breaks: fc.array(fc.record({ after: fc.nat({ max: 15 }), kind: fc.nat({ max: failures.length - 1 }) }), {
    maxLength: 4,
  }),
});

interface InterruptedAnswer {
  readonly pieces: readonly string[];
  readonly hasReasoning: boolean;
  readonly breaks: readonly { readonly after: number; readonly kind: number }[];
}

/** The chunks of an answer from its character `begin` on. */
function toChunks({ pieces, hasReasoning }: InterruptedAnswer, begin = 0): readonly ChatCompletionChunk[] {
  const rest = pieces.join('').slice(begin);
  const texts = begin === 0 ? pieces : (rest.match(/.{1,3}/gsu) ?? []);
  return [
    role(),
    ...(hasReasoning && begin === 0 ? [reasoning('Hm')] : []),
    ...texts.map((text) => chunk(text)),
    finish(),
  ];
}

/** Returns a function that sends the chunks of an attempt: up to the next of the `breaks`, or all of them if none is left. */
function createSender({
  breaks,
}: InterruptedAnswer): (chunks: readonly ChatCompletionChunk[]) => Observable<ChatCompletionChunk> {
  let count = 0;
  return (chunks) =>
    defer(() => {
      const cutoff = breaks[count++];
      if (cutoff === undefined || cutoff.after >= chunks.length) return from(chunks);
      return concat(
        chunks.slice(0, cutoff.after),
        throwError(() => failures[cutoff.kind] ?? new Error('no such failure')),
      );
    });
}

/** Everything that a run emits, and whether it completed. */
function getOutcome<T>(run: () => Observable<T>): {
  readonly values: readonly T[];
  readonly isComplete: boolean;
} {
  const values: T[] = [];
  let isComplete = false;
  inVirtualTime(() => {
    run().subscribe({
      next: (value) => values.push(value),
      error: () => undefined,
      complete: () => (isComplete = true),
    });
  });
  return { values, isComplete };
}

afterAll(() => process.stdout.write(`any failure: 4 x ${caseCount} cases, SEED=${seed}\n`));

describe('any failures at any chunks', () => {
  it('do not make retryOnApiError repeat or skip a character of the deltas', () => {
    fc.assert(
      fc.property(interruptedAnswers, (answer) => {
        const send = createSender(answer);
        const whole = answer.pieces.join('');

        const { values, isComplete } = getOutcome(() =>
          send(toChunks(answer)).pipe(retryOnApiError({ jitter, maxRetries: 4 }), contentDeltas()),
        );

        const text = values.join('');
        if (isComplete) expect(text).toBe(whole);
        else expect(whole.startsWith(text)).toBe(true);
      }),
      cases,
    );
  });

  it.each([false, true])(
    'result in the whole text with a continuation, skipRepeatedPrefix: %s',
    (skipRepeatedPrefix) => {
      fc.assert(
        fc.property(interruptedAnswers, (answer) => {
          const send = createSender(answer);
          const whole = answer.pieces.join('');

          const { values, isComplete } = getOutcome(() =>
            send(toChunks(answer)).pipe(
              retryOnApiError({
                jitter,
                maxRetries: 4,
                skipRepeatedPrefix,
                afterFirstToken: (partial) => {
                  const emitted = partial.choices[0]?.message.content ?? '';
                  const rest = toChunks(answer, emitted.length);
                  return send(skipRepeatedPrefix ? [chunk(emitted), ...rest] : rest);
                },
              }),
              contentDeltas(),
            ),
          );

          expect(isComplete).toBe(true);
          expect(values.join('')).toBe(whole);
        }),
        cases,
      );
    },
  );

  it('result in the whole answer with a restart, and every snapshot is a prefix of it', () => {
    fc.assert(
      fc.property(interruptedAnswers, (answer) => {
        const send = createSender(answer);
        const whole = answer.pieces.join('');

        const { values, isComplete } = getOutcome(() =>
          send(toChunks(answer)).pipe(
            accumulate(),
            retryOnApiError({ jitter, maxRetries: 4, afterFirstToken: 'restart' }),
            map(({ choices }) => choices[0]?.message.content ?? ''),
          ),
        );

        expect(isComplete).toBe(true);
        expect(values.at(-1)).toBe(whole);
        expect(values.every((text) => whole.startsWith(text))).toBe(true);
      }),
      cases,
    );
  });
});
