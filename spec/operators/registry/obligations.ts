import { type OperatorFunction, of, take, tap } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { assertSame } from 'venice-rx/testing';

/** Marbles of a source, of the subscription to it, and of what comes out. */
export interface Flow {
  readonly source: string;
  readonly subs: string;
  readonly expected: string;
}

/** What an operator has to show. */
export interface OperatorCase<In, Out> {
  readonly create: () => OperatorFunction<In, Out>;
  /** What the letters of the sources stand for, and what `#` does. */
  readonly input: Readonly<Record<string, In>>;
  readonly error: unknown;
  /** What the letters of the results stand for, and what `#` does, where it is not the same error. */
  readonly output: Readonly<Record<string, Out>>;
  readonly failure?: unknown;
  readonly typical: Flow;
  readonly empty: Flow;
  readonly failing: Flow;
  /** A source that is left at `unsub`. */
  readonly left: Flow & { readonly unsub: string };
  /** How many letters of `input` a synchronous source emits before the first result stops it. */
  readonly takenForFirst: number;
  /** True where the subscribers of one result are to see one run. */
  readonly isShared?: true;
  /** Assertions of types, a wrong use that `@ts-expect-error` expects among them. */
  readonly types: () => void;
}

/** A case whose letters have been held to the types of its operator already. */
export type AnyOperatorCase = OperatorCase<unknown, unknown>;

/** What every operator is held to; each throws where it is not met. */
export const obligations = {
  'does its work on a typical source': (operator) => {
    flow(operator, operator.typical);
  },
  'passes an empty source': (operator) => {
    flow(operator, operator.empty);
  },
  'passes an error': (operator) => {
    flow(operator, operator.failing);
  },
  'leaves source and timers when it is unsubscribed': (operator) => {
    const { unsub } = operator.left;
    const end = flow(operator, operator.left, unsub);
    assertSame({ lastEventAt: end }, { lastEventAt: unsub.trim().indexOf('!') });
  },
  'starts afresh for each subscriber': (operator) => {
    const { create, typical, output, isShared } = operator;
    run(({ cold, expectObservable }) => {
      const source = cold(typical.source, { ...operator.input }, operator.error);
      const first = source.pipe(create());
      const second = isShared ? source.pipe(create()) : first;

      expectObservable(first).toBe(typical.expected, output);
      expectObservable(second, '2ms ^').toBe(`2ms ${typical.expected.trimStart()}`, output);
    });
  },
  'stops a synchronous source': ({ create, input, takenForFirst }) => {
    let taken = 0;
    run(() => {
      of(...Object.values(input))
        .pipe(
          tap(() => (taken += 1)),
          create(),
          take(1),
        )
        .subscribe();
    });
    assertSame({ taken }, { taken: takenForFirst });
  },
  'has types that refuse a wrong use': ({ types }) => {
    types();
    if (!types.toString().includes('@ts-expect-error')) throw new Error('no wrong use is refused');
  },
} satisfies Record<string, (operator: AnyOperatorCase) => void>;

/** Runs one flow, and returns the time of the last thing that happened. */
function flow(operator: AnyOperatorCase, { source, subs, expected }: Flow, unsub?: string): number {
  const { create, input, output, error, failure = error } = operator;
  return run(({ cold, expectObservable, expectSubscriptions }) => {
    const from = cold(source, { ...input }, error);

    expectObservable(from.pipe(create()), unsub).toBe(expected, output, failure);
    expectSubscriptions(from.subscriptions).toBe(subs);
  });
}

function run(test: (helpers: RunHelpers) => void): number {
  const scheduler = new TestScheduler(assertSame);
  scheduler.run(test);
  return scheduler.frame;
}
