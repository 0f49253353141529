import { type OperatorFunction, of, take, tap } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { assertSame } from 'venice-rx/testing';

/** Marbles of a source, its subscription and the result. */
export interface Flow {
  readonly source: string;
  readonly subs: string;
  readonly expected: string;
}

/** The marbles and values with which the obligations of an operator are checked. */
export interface OperatorCase<In, Out> {
  readonly create: () => OperatorFunction<In, Out>;
  /** The values of the letters in the sources, and the error of `#`. */
  readonly input: Readonly<Record<string, In>>;
  readonly error: unknown;
  /** The values of the letters in the results, and the error of `#` if it is another one. */
  readonly output: Readonly<Record<string, Out>>;
  readonly failure?: unknown;
  readonly typical: Flow;
  readonly empty: Flow;
  readonly failing: Flow;
  /** A source that is unsubscribed from at `unsub`. */
  readonly left: Flow & { readonly unsub: string };
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

/** Runs one flow, and returns the time of its last event. */
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
