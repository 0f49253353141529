import { type OperatorFunction, of, take, tap } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { assertSame } from 'venice-rx/testing';

/** Marbles of a source, of the subscription to the source, and of the result. */
export interface Flow {
  readonly source: string;
  readonly subs: string;
  readonly expected: string;
}

/** The marbles and values with which the obligations of an operator are checked. */
export interface OperatorCase<In, Out> {
  readonly create: () => OperatorFunction<In, Out>;
  /** The values of the letters in the marbles of the sources, and the error of `#` there. */
  readonly input: Readonly<Record<string, In>>;
  readonly error: unknown;
  /** The values of the letters in the marbles of the results, and the error of `#` there if it is not `error`. */
  readonly output: Readonly<Record<string, Out>>;
  readonly failure?: unknown;
  readonly typical: Flow;
  readonly empty: Flow;
  readonly failing: Flow;
  /** A source that is unsubscribed from at `unsub`. */
  readonly cancelled: Flow & { readonly unsub: string };
  /** Number of values of `input` that a synchronous source emits up to the first result. */
  readonly takenForFirst: number;
  /** Whether the subscribers of a result share one subscription to the source. */
  readonly isShared?: true;
  /** Assertions of types, including a `@ts-expect-error`. */
  readonly types: () => void;
}

/** A case whose values have been checked against the types of its operator. */
export type AnyOperatorCase = OperatorCase<unknown, unknown>;

/** The obligations of every operator. Each throws if the operator does not meet it. */
export const obligations = {
  'has the expected result for a typical source': (operator) => {
    checkFlow(operator, operator.typical);
  },
  'completes when an empty source completes': (operator) => {
    checkFlow(operator, operator.empty);
  },
  'has the expected result for a source that fails': (operator) => {
    checkFlow(operator, operator.failing);
  },
  'unsubscribes from its source and clears its timers when it is unsubscribed': (operator) => {
    const { unsub } = operator.cancelled;
    const end = checkFlow(operator, operator.cancelled, unsub);
    assertSame({ lastEventAt: end }, { lastEventAt: unsub.trim().indexOf('!') });
  },
  'starts again for each subscriber, or, if it shares its source, for each use': (operator) => {
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
  'has types that reject a wrong use': ({ types }) => {
    types();
    if (!types.toString().includes('@ts-expect-error')) throw new Error('`types` has no @ts-expect-error');
  },
} satisfies Record<string, (operator: AnyOperatorCase) => void>;

/** Runs the operator on one flow, and returns the time of the last event. */
function checkFlow(operator: AnyOperatorCase, { source, subs, expected }: Flow, unsub?: string): number {
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
