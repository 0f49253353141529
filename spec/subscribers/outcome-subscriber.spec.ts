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

type Ended = (outcome: Outcome, error?: unknown) => void;

class Watch<T> extends OutcomeSubscriber<T> {
  protected override readonly onEnd: Ended;

  constructor(subscriber: Subscriber<T>, ended: Ended) {
    super(subscriber);
    this.onEnd = ended;
  }
}

function watchEnd<T>(ended: Ended): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(new Watch(subscriber, ended));
    });
}

/** What was told, in its order: how it ended, and what the subscriber heard. */
function watched(): { readonly said: unknown[]; readonly watch: ReturnType<typeof watchEnd<string>> } {
  const said: unknown[] = [];
  return { said, watch: watchEnd<string>((...how) => said.push(how)) };
}

describe('OutcomeSubscriber', () => {
  it('passes everything on', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const { watch } = watched();
      const completing = cold('-a-b|');
      const failing = cold('-a-#');
      const silent = cold('-a--');

      expectObservable(completing.pipe(watch)).toBe('-a-b|');
      expectObservable(failing.pipe(watch)).toBe('-a-#');
      expectObservable(silent.pipe(watch), '^--!').toBe('-a--');
      expectSubscriptions(silent.subscriptions).toBe('^--!');
    });
  });

  it('tells how a source ends before its subscriber hears of it, and once', () => {
    const { said, watch } = watched();
    const subscription = of('a')
      .pipe(watch)
      .subscribe({ complete: () => said.push('complete') });
    subscription.unsubscribe();
    const fault = new Error('fault');
    throwError(() => fault)
      .pipe(watchEnd<never>((...how) => said.push(how)))
      .subscribe({ error: (error: unknown) => said.push(error) });

    expect(said).toEqual([['completed', undefined], 'complete', ['failed', fault], fault]);
  });

  it('tells that it was left when its source has been let go', () => {
    const source = new Subject<string>();
    const said: unknown[] = [];
    const watch = watchEnd<string>((how) => said.push([how, source.observed]));
    source.pipe(watch).subscribe().unsubscribe();

    expect(said).toEqual([['cancelled', false]]);
  });

  it('ends its subscriber though the listener throws', () => {
    const heard: string[] = [];
    const watch = watchEnd<never>(() => {
      throw new Error('fault');
    });
    const subscribe = (): void =>
      void EMPTY.pipe(watch).subscribe({ complete: () => heard.push('complete') });

    expect(subscribe).not.toThrow();
    expect(heard).toEqual(['complete']);
  });

  it('says nothing to a subscriber that leaves while the listener is told', () => {
    const heard: unknown[] = [];
    for (const end of ['complete', 'error'] as const) {
      const source = new Subject<string>();
      const subscription = source.pipe(watchEnd((how) => leave(how))).subscribe({
        complete: () => heard.push('complete'),
        error: (error: unknown) => heard.push(error),
      });
      const leave = (how: Outcome): void => {
        heard.push(how);
        subscription.unsubscribe();
      };

      expect(() => {
        source[end](undefined);
      }).not.toThrow();
    }
    expect(heard).toEqual(['completed', 'failed']);
  });

  it('tells that it was left though the source cannot be let go', () => {
    const { said, watch } = watched();
    const source = NEVER.pipe(
      finalize(() => {
        throw new Error('fault');
      }),
    );
    const subscription = source.pipe(watch).subscribe();

    expect(() => {
      subscription.unsubscribe();
    }).toThrow('fault');
    expect(said).toEqual([['cancelled']]);
  });
});
