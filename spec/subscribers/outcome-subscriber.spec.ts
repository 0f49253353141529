import {
  EMPTY,
  NEVER,
  type MonoTypeOperatorFunction,
  Observable,
  Subject,
  type Subscriber,
  finalize,
  of,
  throwError,
} from 'rxjs';
import { inVirtualTime } from 'venice-rx/testing';
import { OutcomeSubscriber, type Outcome } from '../../src/subscribers/outcome-subscriber.js';

type OnEnd = (outcome: Outcome, error?: unknown) => void;

class TestSubscriber<T> extends OutcomeSubscriber<T> {
  protected override readonly onEnd: OnEnd;

  constructor(subscriber: Subscriber<T>, onEnd: OnEnd) {
    super(subscriber);
    this.onEnd = onEnd;
  }
}

function reportOutcome<T>(onEnd: OnEnd): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(new TestSubscriber(subscriber, onEnd));
    });
}

/** Creates a log, and an operator that logs the outcome. */
function createLog(): { readonly log: unknown[]; readonly report: ReturnType<typeof reportOutcome<string>> } {
  const log: unknown[] = [];
  return { log, report: reportOutcome<string>((...args) => log.push(args)) };
}

describe('OutcomeSubscriber', () => {
  it('forwards all notifications', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const { report } = createLog();
      const completing = cold('-a-b|');
      const failing = cold('-a-#');
      const silent = cold('-a--');

      expectObservable(completing.pipe(report)).toBe('-a-b|');
      expectObservable(failing.pipe(report)).toBe('-a-#');
      expectObservable(silent.pipe(report), '^--!').toBe('-a--');
      expectSubscriptions(silent.subscriptions).toBe('^--!');
    });
  });

  it('reports the outcome once, before its subscriber receives the notification', () => {
    const { log, report } = createLog();
    const subscription = of('a')
      .pipe(report)
      .subscribe({ complete: () => log.push('complete') });
    subscription.unsubscribe();
    const fault = new Error('fault');
    throwError(() => fault)
      .pipe(reportOutcome<never>((...args) => log.push(args)))
      .subscribe({ error: (error: unknown) => log.push(error) });

    expect(log).toEqual([['completed', undefined], 'complete', ['failed', fault], fault]);
  });

  it('reports `cancelled` after it has unsubscribed from its source', () => {
    const source = new Subject<string>();
    const log: unknown[] = [];
    const report = reportOutcome<string>((outcome) => log.push([outcome, source.observed]));
    source.pipe(report).subscribe().unsubscribe();

    expect(log).toEqual([['cancelled', false]]);
  });

  it('completes its subscriber even if onEnd throws', () => {
    const log: string[] = [];
    const report = reportOutcome<never>(() => {
      throw new Error('fault');
    });
    const subscribe = (): void => void EMPTY.pipe(report).subscribe({ complete: () => log.push('complete') });

    expect(subscribe).not.toThrow();
    expect(log).toEqual(['complete']);
  });

  it('does not notify a subscriber that onEnd has unsubscribed', () => {
    const log: unknown[] = [];
    for (const end of ['complete', 'error'] as const) {
      const source = new Subject<string>();
      const subscription = source.pipe(reportOutcome((outcome) => leave(outcome))).subscribe({
        complete: () => log.push('complete'),
        error: (error: unknown) => log.push(error),
      });
      const leave = (outcome: Outcome): void => {
        log.push(outcome);
        subscription.unsubscribe();
      };

      expect(() => {
        source[end](undefined);
      }).not.toThrow();
    }
    expect(log).toEqual(['completed', 'failed']);
  });

  it('reports `cancelled` even if the teardown of its source throws', () => {
    const { log, report } = createLog();
    const source = NEVER.pipe(
      finalize(() => {
        throw new Error('fault');
      }),
    );
    const subscription = source.pipe(report).subscribe();

    expect(() => {
      subscription.unsubscribe();
    }).toThrow('fault');
    expect(log).toEqual([['cancelled', undefined]]);
  });
});
